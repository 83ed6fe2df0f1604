// BatchGetItem and BatchWriteItem: many single calls in one, without a common commit.
import { readAttributes } from './attribute-value.ts';
import { consumedCapacity, mergeUsages, readCapacityMode, readUnits, type Usage } from './capacity.ts';
import { authorise, type CallContext, leadingKeys } from './context.ts';
import { checkNoPathIntoKeys } from './document-path.ts';
import { TableError, validationError } from './errors.ts';
import { type Fields, readFields, readWord } from './input.ts';
import { type ReadAction, readItem, readProjection, readUsage, topLevelNames } from './item-read.ts';
import { performWrite, planWrite, readStored } from './item-write.ts';
import { type ItemKey, keyOfRequest, keyText } from './key-encoding.ts';
import type { TableSchema } from './table-schema.ts';
import type { Item } from './types.ts';
import { bindWriteAction, parseWriteAction, type WriteAction } from './write-action.ts';

const GET_KEYS_MAX = 100;
const GET_BYTES_MAX = 16 * 1024 * 1024;
const WRITES_MAX = 25;

const BATCH = { RequestItems: 'map!', ReturnConsumedCapacity: 'string' } as const satisfies Fields;
const BATCH_WRITE = { ...BATCH, ReturnItemCollectionMetrics: 'string' } as const satisfies Fields;
const KEYS_OF_TABLE = {
  Keys: 'list!',
  ConsistentRead: 'boolean',
  ProjectionExpression: 'string',
  ExpressionAttributeNames: 'map',
} as const satisfies Fields;

type TableReads = {
  readonly table: TableSchema;
  readonly consistency: 'strong' | 'eventual';
  readonly actions: readonly ReadAction[];
  readonly request: Readonly<Record<string, unknown>>;
  readonly keys: readonly unknown[];
};

/** BatchGetItem: at most 100 keys; what does not fit into 16 MB comes back as UnprocessedKeys. */
export function batchGetItem(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, BATCH, 'BatchGetItem');
  const mode = readCapacityMode(fields.ReturnConsumedCapacity);
  const tables = Object.entries(fields.RequestItems);
  checkCount('requestItems', tables.length);
  const reads = tables.map(([name, request]) => readTableReads(context, name, request));
  const count = reads.reduce((sum, { keys }) => sum + keys.length, 0);
  if (count > GET_KEYS_MAX) {
    throw validationError('Too many items requested for the BatchGetItem call');
  }
  const responses: Record<string, Item[]> = {};
  const unprocessed: Record<string, unknown> = {};
  const usages: Usage[] = [];
  let bytes = 0;
  let isFull = false;
  for (const { table, consistency, actions, request, keys } of reads) {
    const items: Item[] = [];
    const left: unknown[] = [];
    let units = 0;
    actions.forEach((action, index) => {
      const { item, size } = isFull ? { item: undefined, size: 0 } : readItem(context, action);
      isFull ||= bytes + size > GET_BYTES_MAX;
      if (isFull) {
        left.push(keys[index]);
        return;
      }
      bytes += size;
      units += readUnits(size, consistency);
      if (item !== undefined) {
        items.push(item);
      }
    });
    responses[table.name] = items;
    if (left.length > 0) {
      unprocessed[table.name] = { ...request, Keys: left };
    }
    usages.push(readUsage(table, units));
  }
  context.record('BatchGetItem', usages);
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(mode === 'NONE' ? {} : { ConsumedCapacity: usages.map((usage) => consumedCapacity(usage, mode)) }),
  };
}

/** BatchWriteItem: at most 25 puts and deletes, each item once. */
export function batchWriteItem(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, BATCH_WRITE, 'BatchWriteItem');
  const mode = readCapacityMode(fields.ReturnConsumedCapacity);
  readWord(fields.ReturnItemCollectionMetrics, ['NONE', 'SIZE'], 'returnItemCollectionMetrics');
  const tables = Object.entries(fields.RequestItems);
  checkCount('requestItems', tables.length);
  const actions = tables.flatMap(([name, requests]) => readTableWrites(context, name, requests));
  if (actions.length > WRITES_MAX) {
    throw validationError('Too many items requested for the BatchWriteItem call');
  }
  checkNoDoubles(actions.map(({ table, key }) => ({ table, key })));
  const usages = context.store.commit(() => {
    const plans = actions.map((action) => {
      const before = readStored(context, action.table, action.key);
      return planWrite(action.table, action.key, before, action.next(before?.item));
    });
    return plans.map((plan) => performWrite(context, plan, false));
  });
  const merged = mergeUsages(usages);
  context.record('BatchWriteItem', merged);
  return {
    UnprocessedItems: {},
    ...(mode === 'NONE' ? {} : { ConsumedCapacity: merged.map((usage) => consumedCapacity(usage, mode)) }),
  };
}

function readTableReads(context: CallContext, tableName: string, request: unknown): TableReads {
  const fields = readFields(request, KEYS_OF_TABLE, 'BatchGetItem');
  checkCount('requestItems.keys', fields.Keys.length);
  const paths = readProjection(fields);
  const table = context.catalog.table(tableName);
  checkNoPathIntoKeys(paths ?? [], table);
  const keyAttributes = fields.Keys.map((key) => readAttributes(key, 'Key'));
  const actions = keyAttributes.map((attributes) => ({ table, key: keyOfRequest(table, attributes), paths }));
  checkNoDoubles(actions);
  authorise(context, {
    operation: 'BatchGetItem',
    tableName,
    leadingKeys: keyAttributes.flatMap((attributes) => leadingKeys(attributes, table.partition.name)),
    ...(paths === undefined ? {} : { attributes: topLevelNames(paths, keyAttributes[0] ?? {}) }),
  });
  const consistency = fields.ConsistentRead ? 'strong' : 'eventual';
  return { table, consistency, actions, request: request as Readonly<Record<string, unknown>>, keys: fields.Keys };
}

function readTableWrites(context: CallContext, tableName: string, requests: unknown): WriteAction[] {
  if (!Array.isArray(requests)) {
    throw new TableError('SerializationException', 'The requests of a table must be a list');
  }
  checkCount('requestItems', requests.length);
  return requests.map((request: unknown) => {
    const { PutRequest, DeleteRequest } = readFields(
      request,
      { PutRequest: 'map', DeleteRequest: 'map' },
      'BatchWriteItem',
    );
    if ((PutRequest === undefined) === (DeleteRequest === undefined)) {
      throw validationError(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    }
    const action =
      PutRequest !== undefined
        ? ({ operation: 'PutItem', ...readFields(PutRequest, { Item: 'map!' }, 'PutRequest') } as const)
        : ({ operation: 'DeleteItem', ...readFields(DeleteRequest, { Key: 'map!' }, 'DeleteRequest') } as const);
    return bindWriteAction(
      context,
      parseWriteAction(action.operation, { TableName: tableName, ...action }),
      'BatchWriteItem',
    );
  });
}

function checkNoDoubles(actions: readonly { readonly table: TableSchema; readonly key: ItemKey }[]): void {
  const seen = new Set(actions.map(({ table, key }) => keyText(table, key)));
  if (seen.size < actions.length) {
    throw validationError('Provided list of item keys contains duplicates');
  }
}

function checkCount(name: string, count: number): void {
  if (count === 0) {
    throw validationError(
      `1 validation error detected: Value at '${name}' failed to satisfy constraint: ` +
        'Member must have length greater than or equal to 1',
    );
  }
}
