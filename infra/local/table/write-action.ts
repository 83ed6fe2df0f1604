// Reading Put, Update, Delete and ConditionCheck, alone or inside a transaction, into one form.
import { readAttributes } from './attribute-value.ts';
import { checkCondition, holds } from './condition.ts';
import { authorise, type CallContext, leadingKeys } from './context.ts';
import type { DocumentPath } from './document-path.ts';
import { printPath } from './document-path.ts';
import { invalidValues, validationError } from './errors.ts';
import type { Condition, Parsed, Update } from './expression-ast.ts';
import { parseCondition } from './expression-parser.ts';
import { type ItemKey, keyOfItem, keyOfRequest } from './key-encoding.ts';
import { type Placeholders, readPlaceholders } from './placeholders.ts';
import type { TableSchema } from './table-schema.ts';
import type { Item } from './types.ts';
import { applyUpdate, checkUpdate, updatedPaths } from './update.ts';
import { parseUpdate } from './update-parser.ts';

export type WriteAction = {
  readonly operation: 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';
  readonly table: TableSchema;
  readonly key: ItemKey;
  /** Whether the action's condition holds for the item as it is. */
  allows(before: Item | undefined): boolean;
  /** The item after the action; `undefined` when it is gone. */
  next(before: Item | undefined): Item | undefined;
  readonly updatedPaths: readonly DocumentPath[];
};

export type ActionInput = {
  readonly TableName: string;
  readonly Key?: unknown;
  readonly Item?: unknown;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: unknown;
  readonly ExpressionAttributeValues?: unknown;
};

/**
 * Reads and checks one write and asks the policy about it; reads nothing from the table.
 * @throws ValidationException, ResourceNotFoundException, AccessDeniedException
 */
export function readWriteAction(
  context: CallContext,
  operation: WriteAction['operation'],
  input: ActionInput,
  enclosingOperation?: string,
): WriteAction {
  const condition = parsedOrNone(input.ConditionExpression, (text) => parseCondition(text, 'ConditionExpression'));
  const update = parsedOrNone(input.UpdateExpression, (text) => parseUpdate(text, 'UpdateExpression'));
  const label = operation === 'UpdateItem' ? 'UpdateExpression' : 'ConditionExpression';
  const placeholders = readPlaceholders(input, [update, condition], label);
  if (update !== undefined) {
    checkUpdate(update, placeholders);
  }
  if (condition !== undefined) {
    checkCondition(condition, placeholders);
  }
  const isPut = operation === 'PutItem';
  const attributes = isPut ? readAttributes(input.Item, 'Item') : readAttributes(input.Key, 'Key');
  const table = context.catalog.table(input.TableName);
  const key = isPut ? keyOfItem(table, attributes) : keyOfRequest(table, attributes);
  const paths = update === undefined ? [] : updatedPaths(update, placeholders);
  checkNoKeyIn(paths, table);
  if (context.principal !== undefined) {
    authorise(context, {
      operation,
      ...(enclosingOperation === undefined ? {} : { enclosingOperation }),
      tableName: table.name,
      leadingKeys: leadingKeys(attributes, table.partition.name),
      attributes: attributeNames(attributes, paths),
    });
  }
  return {
    operation,
    table,
    key,
    updatedPaths: paths,
    allows: (before) => allows(condition, before, placeholders),
    next: (before) => nextItem(operation, attributes, before, update, placeholders),
  };
}

function nextItem(
  operation: WriteAction['operation'],
  attributes: Item,
  before: Item | undefined,
  update: Parsed<Update> | undefined,
  placeholders: Placeholders,
): Item | undefined {
  switch (operation) {
    case 'PutItem':
      return attributes;
    case 'DeleteItem':
      return undefined;
    case 'ConditionCheckItem':
      return before;
    case 'UpdateItem': {
      const from = before ?? attributes;
      return update === undefined ? from : applyUpdate(update, from, placeholders);
    }
  }
}

function allows(
  condition: Parsed<Condition> | undefined,
  before: Item | undefined,
  placeholders: Placeholders,
): boolean {
  return condition === undefined || holds(condition.tree, before ?? {}, placeholders);
}

function checkNoKeyIn(paths: readonly DocumentPath[], table: TableSchema): void {
  for (const path of paths) {
    if (table.keyNames.includes(path[0])) {
      throw invalidValues(
        `Cannot update attribute ${path.length > 1 ? printPath(path) : path[0]}. This attribute is part of the key`,
      );
    }
  }
}

function attributeNames(attributes: Item, paths: readonly DocumentPath[]): string[] {
  return [...new Set([...Object.keys(attributes), ...paths.map((path) => path[0])])];
}

function parsedOrNone<Tree>(text: string | undefined | null, parse: (text: string) => Tree): Tree | undefined {
  return text === undefined || text === null ? undefined : parse(text);
}

/** The names that only one kind of write may return. */
export function checkReturnValues(value: string | undefined | null, operation: WriteAction['operation']): void {
  if (operation !== 'UpdateItem' && value !== undefined && value !== null && value !== 'NONE' && value !== 'ALL_OLD') {
    throw validationError('Return values set to invalid value');
  }
}
