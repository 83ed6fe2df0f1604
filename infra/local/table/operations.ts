// The operations by name. What is not here is refused by name.
import { batchGetItem, batchWriteItem } from './batch.ts';
import type { CallContext } from './context.ts';
import { TableError, validationError } from './errors.ts';
import { getItem } from './item-read.ts';
import { query } from './query.ts';
import { deleteItem, putItem, updateItem } from './single-write.ts';
import {
  createTable,
  deleteTable,
  describeTable,
  describeTimeToLive,
  listTables,
  updateTable,
  updateTimeToLive,
} from './table-operations.ts';
import { transactGetItems } from './transact-read.ts';
import { transactWriteItems } from './transact-write.ts';

const OPERATIONS: Readonly<Record<string, (context: CallContext, input: unknown) => unknown>> = {
  GetItem: getItem,
  PutItem: putItem,
  UpdateItem: updateItem,
  DeleteItem: deleteItem,
  Query: query,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  CreateTable: createTable,
  DescribeTable: describeTable,
  UpdateTable: updateTable,
  DeleteTable: deleteTable,
  ListTables: listTables,
  UpdateTimeToLive: updateTimeToLive,
  DescribeTimeToLive: describeTimeToLive,
};

const REFUSED: ReadonlySet<string> = new Set([
  'Scan',
  'ExecuteStatement',
  'BatchExecuteStatement',
  'ExecuteTransaction',
]);

/**
 * Runs one operation. A failure of the file (a full disk, say) is an InternalServerError and leaves nothing half done,
 * as the commit has been rolled back.
 */
export function runOperation(context: CallContext, operation: string, input: unknown): unknown {
  const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (run === undefined) {
    throw REFUSED.has(operation)
      ? validationError(`${operation} is not offered by this engine: the product reads by key and by index only`)
      : new TableError('UnknownOperationException', `The operation ${operation} is not known to this engine`);
  }
  try {
    return run(context, input);
  } catch (error) {
    if (isSqliteError(error)) {
      throw new TableError('InternalServerError', `The table file failed: ${error.message}`, 500);
    }
    throw error;
  }
}

function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}
