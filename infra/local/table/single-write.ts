// PutItem, UpdateItem and DeleteItem.
import { consumedCapacity, readCapacityMode, type Usage, writeUnits } from './capacity.ts';
import type { CallContext } from './context.ts';
import { TableError } from './errors.ts';
import { type Fields, readFields, readWord, type Values } from './input.ts';
import { type NextItem, performWrite, planWrite, readStored, type StoredItem } from './item-write.ts';
import { project } from './projection.ts';
import type { Item } from './types.ts';
import {
  bindWriteAction,
  checkReturnValues,
  parseWriteAction,
  type WriteAction,
  type WriteOperation,
} from './write-action.ts';

const COMMON = {
  TableName: 'string!',
  ConditionExpression: 'string',
  ExpressionAttributeNames: 'map',
  ExpressionAttributeValues: 'map',
  ReturnValues: 'string',
  ReturnConsumedCapacity: 'string',
  ReturnItemCollectionMetrics: 'string',
  ReturnValuesOnConditionCheckFailure: 'string',
} as const satisfies Fields;

const PUT = { ...COMMON, Item: 'map!' } as const satisfies Fields;
const UPDATE = { ...COMMON, Key: 'map!', UpdateExpression: 'string' } as const satisfies Fields;
const DELETE = { ...COMMON, Key: 'map!' } as const satisfies Fields;

/** PutItem: replaces the whole item. */
export function putItem(context: CallContext, input: unknown): unknown {
  return writeOne(context, 'PutItem', readFields(input, PUT, 'PutItem'));
}

/** UpdateItem: changes some attributes, or makes the item. */
export function updateItem(context: CallContext, input: unknown): unknown {
  return writeOne(context, 'UpdateItem', readFields(input, UPDATE, 'UpdateItem'));
}

/** DeleteItem: an item that is not there is no error. */
export function deleteItem(context: CallContext, input: unknown): unknown {
  return writeOne(context, 'DeleteItem', readFields(input, DELETE, 'DeleteItem'));
}

function writeOne(context: CallContext, operation: WriteOperation, input: Values<typeof COMMON>): unknown {
  const mode = readCapacityMode(input.ReturnConsumedCapacity);
  checkReturnValues(input.ReturnValues, operation);
  const returnValues = readWord(
    input.ReturnValues,
    ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
    'returnValues',
  );
  const onFailure = readWord(
    input.ReturnValuesOnConditionCheckFailure,
    ['NONE', 'ALL_OLD'],
    'returnValuesOnConditionCheckFailure',
  );
  readWord(input.ReturnItemCollectionMetrics, ['NONE', 'SIZE'], 'returnItemCollectionMetrics');
  const action = bindWriteAction(context, parseWriteAction(operation, input));
  const { before, after, usage } = context.store.commit(() => perform(context, action, onFailure === 'ALL_OLD'));
  context.record(operation, [usage]);
  const attributes = returnedAttributes(returnValues, action, before?.item, after?.item);
  const capacity = consumedCapacity(usage, mode);
  return {
    ...(attributes === undefined ? {} : { Attributes: attributes }),
    ...(capacity === undefined ? {} : { ConsumedCapacity: capacity }),
  };
}

function perform(
  context: CallContext,
  action: WriteAction,
  returnOld: boolean,
): { before: StoredItem | undefined; after: NextItem | undefined; usage: Usage } {
  const { table, key } = action;
  const before = readStored(context, table, key);
  if (!action.allows(before?.item)) {
    // A refused write costs as a write of the item that it met.
    const write = writeUnits(before?.size ?? 0, false);
    context.record(action.operation, [{ tableName: table.name, read: 0, write, indexes: new Map() }]);
    const item = returnOld && before !== undefined ? { Item: before.item } : {};
    throw new TableError('ConditionalCheckFailedException', 'The conditional request failed', 400, item);
  }
  const plan = planWrite(table, key, before, action.next(before?.item), {
    isUpdate: action.operation === 'UpdateItem',
  });
  return { before, after: plan.after, usage: performWrite(context, plan, false) };
}

function returnedAttributes(
  returnValues: string,
  { updatedPaths, assignedPaths }: WriteAction,
  before: Item | undefined,
  after: Item | undefined,
): Item | undefined {
  switch (returnValues) {
    case 'ALL_OLD':
      return before;
    case 'ALL_NEW':
      return after;
    case 'UPDATED_OLD':
      return notEmpty(before === undefined ? undefined : project(before, updatedPaths));
    case 'UPDATED_NEW':
      return notEmpty(after === undefined ? undefined : project(after, assignedPaths));
    default:
      return undefined;
  }
}

function notEmpty(item: Item | undefined): Item | undefined {
  return item !== undefined && Object.keys(item).length > 0 ? item : undefined;
}
