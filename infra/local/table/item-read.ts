// GetItem and the reading of one item that BatchGetItem and TransactGetItems share with it.
import { readAttributes } from './attribute-value.ts';
import { consumedCapacity, readCapacityMode, readUnits, type Usage } from './capacity.ts';
import { authorise, type CallContext, leadingKeys } from './context.ts';
import { checkNoPathIntoKeys, checkPathsDisjoint, type DocumentPath, resolvePath } from './document-path.ts';
import { parseProjection } from './expression-parser.ts';
import { type Fields, readFields } from './input.ts';
import { readStored } from './item-write.ts';
import { type ItemKey, keyOfRequest } from './key-encoding.ts';
import { readPlaceholders } from './placeholders.ts';
import { project } from './projection.ts';
import type { TableSchema } from './table-schema.ts';
import type { AttributeMap, Item } from './types.ts';

const GET = {
  TableName: 'string!',
  Key: 'map!',
  ConsistentRead: 'boolean',
  ProjectionExpression: 'string',
  ExpressionAttributeNames: 'map',
  ReturnConsumedCapacity: 'string',
} as const satisfies Fields;

type ProjectionInput = {
  readonly ProjectionExpression?: string | undefined | null;
  readonly ExpressionAttributeNames?: unknown;
};

/** One read of a table: where, and which part of the item is wanted (`undefined`: all). */
export type ReadAction = {
  readonly table: TableSchema;
  readonly key: ItemKey;
  readonly paths: readonly DocumentPath[] | undefined;
};

/** GetItem. */
export function getItem(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, GET, 'GetItem');
  const mode = readCapacityMode(fields.ReturnConsumedCapacity);
  const action = readReadAction(context, 'GetItem', fields.TableName, fields.Key, readProjection(fields));
  const { item, size } = readItem(context, action);
  const usage = readUsage(action.table, readUnits(size, fields.ConsistentRead ? 'strong' : 'eventual'));
  context.record('GetItem', [usage]);
  const capacity = consumedCapacity(usage, mode);
  return {
    ...(item === undefined ? {} : { Item: item }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
  };
}

/** The paths of a projection expression, or `undefined` without one. */
export function readProjection(input: ProjectionInput): readonly DocumentPath[] | undefined {
  const text = input.ProjectionExpression;
  const parsed = text === undefined || text === null ? undefined : parseProjection(text, 'ProjectionExpression');
  const { names } = readPlaceholders(input, [parsed], 'ProjectionExpression');
  if (parsed === undefined) {
    return undefined;
  }
  const paths = parsed.tree.map((path) => resolvePath(path, names));
  checkPathsDisjoint(paths, 'ProjectionExpression');
  return paths;
}

/** Reads a key and asks the policy; reads nothing from the table. */
export function readReadAction(
  context: CallContext,
  operation: string,
  tableName: string,
  keyInput: unknown,
  paths: readonly DocumentPath[] | undefined,
  enclosingOperation?: string,
): ReadAction {
  const table = context.catalog.table(tableName);
  checkNoPathIntoKeys(paths ?? [], table);
  const keyAttributes = readAttributes(keyInput, 'Key');
  const key = keyOfRequest(table, keyAttributes);
  authorise(context, {
    operation,
    ...(enclosingOperation === undefined ? {} : { enclosingOperation }),
    tableName: table.name,
    leadingKeys: leadingKeys(keyAttributes, table.partition.name),
    ...(paths === undefined ? {} : { attributes: topLevelNames(paths, keyAttributes) }),
  });
  return { table, key, paths };
}

/** The wanted part of an item, and the size in bytes of the whole, which is what a read costs. */
export function readItem(
  context: CallContext,
  { table, key, paths }: ReadAction,
): { item: Item | undefined; size: number } {
  const stored = readStored(context, table, key);
  if (stored === undefined) {
    return { item: undefined, size: 0 };
  }
  return { item: paths === undefined ? stored.item : project(stored.item, paths), size: stored.size };
}

export function readUsage(table: TableSchema, read: number): Usage {
  return { tableName: table.name, read, write: 0, indexes: new Map() };
}

export function topLevelNames(paths: readonly DocumentPath[], key: AttributeMap): string[] {
  return [...new Set([...Object.keys(key), ...paths.map((path) => path[0])])];
}
