// What an operation works with.

import type { Usage } from './capacity.ts';
import type { Catalog } from './catalog.ts';
import { TableError } from './errors.ts';
import type { Store } from './store.ts';
import type { Stream } from './stream.ts';
import type { AttributeMap, AttributeValue, TableCall, TablePrincipal } from './types.ts';

export type EngineContext = {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly stream: Stream;
  readonly now: () => number;
  readonly randomId: () => string;
  readonly record: (operation: string, usages: readonly Usage[]) => void;
  /** Names of the tables whose stream has grown since the listeners were last told. */
  readonly grown: Set<string>;
};

export type CallContext = EngineContext & { readonly principal: TablePrincipal | undefined };

/**
 * Asks the policy, if there is one.
 * @throws AccessDeniedException with the policy's reason
 */
export function authorise({ principal }: CallContext, call: TableCall): void {
  const answer = principal === undefined ? true : principal.allow(call);
  if (answer !== true) {
    throw new TableError(
      'AccessDeniedException',
      `The caller is not authorized to perform: dynamodb:${call.operation} on resource: table/${call.tableName}` +
        `${call.indexName === undefined ? '' : `/index/${call.indexName}`} because ${answer}`,
    );
  }
}

/** A partition-key value as policies compare it. */
export function leadingKeyText(value: AttributeValue | undefined): string {
  return value === undefined ? '' : 'S' in value ? value.S : 'N' in value ? value.N : 'B' in value ? value.B : '';
}

/** The leading key of a request's key or item. */
export function leadingKeys(attributes: AttributeMap, partitionName: string): string[] {
  return Object.hasOwn(attributes, partitionName) ? [leadingKeyText(attributes[partitionName])] : [];
}
