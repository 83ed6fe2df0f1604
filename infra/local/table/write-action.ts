// Reading Put, Update, Delete and ConditionCheck, alone or inside a transaction, into one form. Two steps, because a
// transaction checks what each action says in itself before it looks at any table.
import { checkItemDepth, readAttributes } from './attribute-value.ts';
import { holds } from './condition.ts';
import { checkCondition } from './condition-check.ts';
import { authorise, type CallContext, leadingKeys } from './context.ts';
import { checkNoPathIntoKeys, type DocumentPath, resolvePath } from './document-path.ts';
import { invalidValues, validationError } from './errors.ts';
import type { Condition, Parsed, Update } from './expression-ast.ts';
import { parseCondition } from './expression-parser.ts';
import { pathsOfCondition, pathsOfUpdate } from './expression-paths.ts';
import { type ItemKey, keyInIndex, keyOfItem, keyOfRequest } from './key-encoding.ts';
import { type Placeholders, readPlaceholders } from './placeholders.ts';
import type { TableSchema } from './table-schema.ts';
import type { Item } from './types.ts';
import { applyUpdate, assignedPaths, checkUpdate, updatedPaths } from './update.ts';
import { parseUpdate } from './update-parser.ts';

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';

type ActionInput = {
  readonly TableName: string;
  readonly Key?: unknown;
  readonly Item?: unknown;
  readonly UpdateExpression?: string | undefined | null;
  readonly ConditionExpression?: string | undefined | null;
  readonly ExpressionAttributeNames?: unknown;
  readonly ExpressionAttributeValues?: unknown;
};

/** An action that is sound in itself; no table has been looked at. */
export type ParsedAction = {
  readonly operation: WriteOperation;
  readonly tableName: string;
  /** The item of a put, the key of all others. */
  readonly attributes: Item;
  readonly condition: Parsed<Condition> | undefined;
  readonly update: Parsed<Update> | undefined;
  readonly placeholders: Placeholders;
};

/** An action on its table. */
export type WriteAction = {
  readonly operation: WriteOperation;
  readonly table: TableSchema;
  readonly key: ItemKey;
  /** Whether the action's condition holds for the item as it is. */
  allows(before: Item | undefined): boolean;
  /**
   * The item after the action; `undefined` when it is gone.
   * @throws ValidationException when the update can't be applied to this item
   */
  next(before: Item | undefined): Item | undefined;
  /** What an update writes, and the part of it that it does not remove. */
  readonly updatedPaths: readonly DocumentPath[];
  readonly assignedPaths: readonly DocumentPath[];
};

/**
 * Reads what an action says in itself: expressions, placeholders, attribute values.
 * @throws ValidationException or SerializationException
 */
export function parseWriteAction(operation: WriteOperation, input: ActionInput): ParsedAction {
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
  return { operation, tableName: input.TableName, attributes, condition, update, placeholders };
}

/**
 * Binds an action to its table and asks the policy about it; reads no item.
 * @throws KeySchemaMismatch, ValidationException, ResourceNotFoundException, AccessDeniedException
 */
export function bindWriteAction(context: CallContext, parsed: ParsedAction, enclosingOperation?: string): WriteAction {
  const { operation, attributes, condition, update, placeholders } = parsed;
  const table = context.catalog.table(parsed.tableName);
  const paths = update === undefined ? [] : updatedPaths(update, placeholders);
  if (context.principal !== undefined) {
    authorise(context, {
      operation,
      ...(enclosingOperation === undefined ? {} : { enclosingOperation }),
      tableName: table.name,
      leadingKeys: leadingKeys(attributes, table.partition.name),
      attributes: [...new Set([...Object.keys(attributes), ...paths.map(([name]) => name)])],
    });
  }
  const isPut = operation === 'PutItem';
  const key = isPut ? keyOfItem(table, attributes) : keyOfRequest(table, attributes);
  for (const index of isPut ? table.indexes : []) {
    keyInIndex(index, attributes);
  }
  checkNoPathIntoKeys(pathsOf(parsed), table);
  return {
    operation,
    table,
    key,
    updatedPaths: paths,
    assignedPaths: update === undefined ? [] : assignedPaths(update, placeholders),
    allows: (before) => condition === undefined || holds(condition.tree, before ?? {}, placeholders),
    next: (before) => {
      checkNoKeyIn(paths, table);
      const item = nextItem(parsed, before);
      if (item !== undefined && paths.some((path) => path.length > 1)) {
        checkItemDepth(item);
      }
      return item;
    },
  };
}

function nextItem(
  { operation, attributes, update, placeholders }: ParsedAction,
  before: Item | undefined,
): Item | undefined {
  switch (operation) {
    case 'PutItem':
      return attributes;
    case 'DeleteItem':
      return undefined;
    case 'ConditionCheckItem':
      return before;
    case 'UpdateItem':
      return update === undefined ? (before ?? attributes) : applyUpdate(update, before ?? attributes, placeholders);
  }
}

function pathsOf({ condition, update, placeholders }: ParsedAction): DocumentPath[] {
  const paths = [
    ...(condition === undefined ? [] : pathsOfCondition(condition.tree)),
    ...(update === undefined ? [] : pathsOfUpdate(update.tree)),
  ];
  return paths.map((path) => resolvePath(path, placeholders.names));
}

function checkNoKeyIn(paths: readonly DocumentPath[], table: TableSchema): void {
  for (const [name] of paths) {
    if (table.keyNames.includes(name)) {
      throw invalidValues(`Cannot update attribute ${name}. This attribute is part of the key`);
    }
  }
}

function parsedOrNone<Tree>(text: string | undefined | null, parse: (text: string) => Tree): Tree | undefined {
  return text === undefined || text === null ? undefined : parse(text);
}

/** Only UpdateItem returns more than nothing or the old item. */
export function checkReturnValues(value: string | undefined | null, operation: WriteOperation): void {
  if (operation !== 'UpdateItem' && value !== undefined && value !== null && value !== 'NONE' && value !== 'ALL_OLD') {
    throw validationError('Return values set to invalid value');
  }
}
