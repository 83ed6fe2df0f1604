// TransactGetItems.

import { invalid, NO_REASON, transactionCancelled } from './cancellation.ts';
import { consumedCapacity, mergeUsages, readCapacityMode, readUnits } from './capacity.ts';
import type { CallContext } from './context.ts';
import { mismatchOf, TableError, validationError } from './errors.ts';
import { type Fields, readFields } from './input.ts';
import { readItem, readProjection, readReadAction, readUsage } from './item-read.ts';
import { keyText } from './key-encoding.ts';

const ACTIONS_MAX = 100;
const BYTES_MAX = 4 * 1024 * 1024;

const TRANSACT_GET = { TransactItems: 'list!', ReturnConsumedCapacity: 'string' } as const satisfies Fields;
const GET = {
  TableName: 'string!',
  Key: 'map!',
  ProjectionExpression: 'string',
  ExpressionAttributeNames: 'map',
} as const satisfies Fields;

/** TransactGetItems: up to 100 items as of one moment. */
export function transactGetItems(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, TRANSACT_GET, 'TransactGetItems');
  const mode = readCapacityMode(fields.ReturnConsumedCapacity);
  checkActionCount(fields.TransactItems.length);
  const gets = fields.TransactItems.map((entry) => {
    const { Get } = readFields(entry, { Get: 'map!' }, 'TransactGetItems');
    const get = readFields(Get, GET, 'Get');
    return { get, paths: readProjection(get) };
  });
  const outcomes = gets.map(({ get, paths }) =>
    mismatchOf(() => readReadAction(context, 'GetItem', get.TableName, get.Key, paths, 'TransactGetItems')),
  );
  const actions = outcomes.flatMap((outcome) => (outcome instanceof TableError ? [] : [outcome]));
  if (new Set(actions.map(({ table, key }) => keyText(table, key))).size < actions.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
  if (actions.length < outcomes.length) {
    throw transactionCancelled(
      outcomes.map((outcome) => (outcome instanceof TableError ? invalid(outcome) : NO_REASON)),
    );
  }
  const results = actions.map((action) => ({ action, ...readItem(context, action) }));
  if (results.reduce((sum, { size }) => sum + size, 0) > BYTES_MAX) {
    throw validationError('Collection size limit of 4 MB exceeded by the items of the transaction');
  }
  const usages = mergeUsages(
    results.map(({ action, size }) => readUsage(action.table, readUnits(size, 'transaction'))),
  );
  context.record('TransactGetItems', usages);
  return {
    Responses: results.map(({ item }) => (item === undefined ? {} : { Item: item })),
    ...(mode === 'NONE' ? {} : { ConsumedCapacity: usages.map((usage) => consumedCapacity(usage, mode, true)) }),
  };
}

/** @throws ValidationException for an empty transaction and for one of more than 100 actions */
export function checkActionCount(count: number): void {
  if (count === 0 || count > ACTIONS_MAX) {
    throw validationError(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length " +
        `${count === 0 ? 'greater than or equal to 1' : `less than or equal to ${ACTIONS_MAX}`}`,
    );
  }
}
