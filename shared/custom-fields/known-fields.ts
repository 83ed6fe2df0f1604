/**
 * The fields of a kind as a request knows them: read by one query, kept for seconds by the tenant's own client of the
 * table, so that what is kept for one tenant is out of every other's reach. What is refused, or not known, is looked up
 * anew before it is said: a new field and a new option count at once, and only what takes away (a field archived, made
 * required) may come some seconds later.
 */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from '../context.ts';
import { type ShortMemory, shortMemory } from '../short-memory.ts';
import { customField, type KnownField } from './custom-field.entity.ts';

const KEPT_MS = 5_000;
/** More tables (in tests) and kinds than a client meets. */
const KINDS_MAX = 100;

export type KnownFields = {
  /** In the order in which they are shown; archived and purged ones too. */
  readonly all: readonly KnownField[];
  readonly active: readonly KnownField[];
  /** False where it was kept from an earlier look. */
  readonly isFresh: boolean;
};
type Reader = Pick<Context, 'deps' | 'records' | 'tenantId'>;

const kept = new WeakMap<DynamoDBDocumentClient, ShortMemory<KnownFields>>();
const keyOf = ({ tenantId, deps }: Reader, kind: string): string => `${deps.table.name}#${tenantId}#${kind}`;

/** The tenant's fields of a kind. @param options `fresh`: not from what was kept */
export async function knownFields(
  context: Reader,
  kind: string,
  options: { readonly fresh?: boolean } = {},
): Promise<KnownFields> {
  const { clock, table } = context.deps;
  const ofClient = kept.get(table.client) ?? shortMemory<KnownFields>({ keptMs: KEPT_MS, max: KINDS_MAX });
  const nowMs = clock.now();
  const known = ofClient.get(keyOf(context, kind), nowMs);
  if (known !== undefined && options.fresh !== true) return { ...known, isFresh: false };
  const all = (await context.records.partition(customField, { kind })).sort(
    (a, b) => a.position - b.position || (a.id < b.id ? -1 : 1),
  );
  const fields = { all, active: all.filter(({ state }) => state === 'active'), isFresh: true };
  ofClient.keep(keyOf(context, kind), fields, nowMs);
  kept.set(table.client, ofClient);
  return fields;
}

/** Forgets what was kept of a kind: the writer of a definition sees it at once. */
export function forgetFields(context: Reader, kind: string): void {
  kept.get(context.deps.table.client)?.forget(keyOf(context, kind));
}

/** The tenant's fields of a kind, which know every name under which these values are kept. */
export async function fieldsKnowing(
  context: Reader,
  kind: string,
  storedNames: readonly string[],
): Promise<KnownFields> {
  const fields = await knownFields(context, kind);
  const isKnown = (name: string) => fields.all.some(({ storedAs }) => storedAs === name);
  return fields.isFresh || storedNames.every(isKnown) ? fields : knownFields(context, kind, { fresh: true });
}
