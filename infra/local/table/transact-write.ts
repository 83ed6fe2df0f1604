// TransactWriteItems: all actions or none, in one SQLite commit.
import { hash } from 'node:crypto';
import { keyText } from './batch.ts';
import { consumedCapacity, mergeUsages, readCapacityMode, readUnits, type Usage, writeUnits } from './capacity.ts';
import type { CallContext } from './context.ts';
import { TableError, validationError } from './errors.ts';
import { type Fields, readFields, readWord } from './input.ts';
import { readUsage } from './item-read.ts';
import { type PlannedWrite, performWrite, planWrite, readStored, type StoredItem } from './item-write.ts';
import { findToken, keepToken } from './request-token.ts';
import { checkActionCount } from './transact-read.ts';
import type { Item } from './types.ts';
import { readWriteAction, type WriteAction } from './write-action.ts';

const BYTES_MAX = 4 * 1024 * 1024;
const TOKEN_LENGTH_MAX = 36;

const TRANSACT_WRITE = {
  TransactItems: 'list!',
  ClientRequestToken: 'string',
  ReturnConsumedCapacity: 'string',
  ReturnItemCollectionMetrics: 'string',
} as const satisfies Fields;

const COMMON = {
  TableName: 'string!',
  ConditionExpression: 'string',
  ExpressionAttributeNames: 'map',
  ExpressionAttributeValues: 'map',
  ReturnValuesOnConditionCheckFailure: 'string',
} as const satisfies Fields;

const ACTIONS = {
  Put: ['PutItem', { ...COMMON, Item: 'map!' }],
  Update: ['UpdateItem', { ...COMMON, Key: 'map!', UpdateExpression: 'string!' }],
  Delete: ['DeleteItem', { ...COMMON, Key: 'map!' }],
  ConditionCheck: ['ConditionCheckItem', { ...COMMON, Key: 'map!', ConditionExpression: 'string!' }],
} as const satisfies Readonly<Record<string, readonly [WriteAction['operation'], Fields]>>;

type TransactAction = { readonly action: WriteAction; readonly returnOld: boolean };
type Reason = { readonly Code: string; readonly Message?: string; readonly Item?: Item };
type Outcome = { readonly plan: PlannedWrite } | { readonly reason: Reason; readonly size: number };

/** TransactWriteItems: up to 100 writes and checks, cancelled as a whole with a reason for each. */
export function transactWriteItems(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, TRANSACT_WRITE, 'TransactWriteItems');
  const mode = readCapacityMode(fields.ReturnConsumedCapacity);
  readWord(fields.ReturnItemCollectionMetrics, ['NONE', 'SIZE'], 'returnItemCollectionMetrics');
  checkActionCount(fields.TransactItems.length);
  const token = readToken(fields.ClientRequestToken);
  const actions = fields.TransactItems.map((entry) => readTransactAction(context, entry));
  if (new Set(actions.map(({ action }) => keyText(action.table, action.key))).size < actions.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
  const digest = token === undefined ? '' : hash('sha1', JSON.stringify(fields.TransactItems), 'base64');
  const usages = context.store.commit(() => {
    const known = token === undefined ? undefined : findToken(context, token);
    if (known !== undefined) {
      return repeated(context, actions, known, digest);
    }
    const done = performAll(context, actions);
    if (token !== undefined) {
      keepToken(context, token, digest);
    }
    return done;
  });
  const merged = mergeUsages(usages);
  context.record('TransactWriteItems', merged);
  return mode === 'NONE' ? {} : { ConsumedCapacity: merged.map((usage) => consumedCapacity(usage, mode, true)) };
}

function performAll(context: CallContext, actions: readonly TransactAction[]): Usage[] {
  const outcomes = actions.map((each) => outcomeOf(context, each));
  if (outcomes.some((outcome) => 'reason' in outcome)) {
    throw cancelled(context, actions, outcomes);
  }
  const plans = outcomes.flatMap((outcome) => ('plan' in outcome ? [outcome.plan] : []));
  const bytes = plans.reduce((sum, { after }) => sum + (after?.size ?? 0), 0);
  if (bytes > BYTES_MAX) {
    throw validationError('Collection size limit of 4 MB exceeded by the items of the transaction');
  }
  return plans.map((plan, index) =>
    actions[index]?.action.operation === 'ConditionCheckItem' ? checkUsage(plan) : performWrite(context, plan, true),
  );
}

function outcomeOf(context: CallContext, { action, returnOld }: TransactAction): Outcome {
  const { table, key } = action;
  const before = readStored(context, table, key);
  const size = before?.size ?? 0;
  if (!action.allows(before?.item)) {
    return { reason: conditionFailed(before, returnOld), size };
  }
  try {
    return { plan: planWrite(table, key, before, action.next(before?.item)) };
  } catch (error) {
    if (error instanceof TableError && error.name === 'ValidationException') {
      return { reason: { Code: 'ValidationError', Message: error.message }, size };
    }
    throw error;
  }
}

function conditionFailed(before: StoredItem | undefined, returnOld: boolean): Reason {
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(returnOld && before !== undefined ? { Item: before.item } : {}),
  };
}

function cancelled(context: CallContext, actions: readonly TransactAction[], outcomes: readonly Outcome[]): TableError {
  const reasons = outcomes.map((outcome): Reason => ('reason' in outcome ? outcome.reason : { Code: 'None' }));
  context.record(
    'TransactWriteItems',
    mergeUsages(
      outcomes.map((outcome, index) => ({
        tableName: actions[index]?.action.table.name ?? '',
        read: 0,
        write: writeUnits('plan' in outcome ? (outcome.plan.before?.size ?? 0) : outcome.size, true),
        indexes: new Map(),
      })),
    ),
  );
  return new TableError(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}

// A repeat within ten minutes writes nothing; it costs as reads of the items.
function repeated(context: CallContext, actions: readonly TransactAction[], known: string, digest: string): Usage[] {
  if (known !== digest) {
    throw new TableError(
      'IdempotentParameterMismatchException',
      'The request uses the same client token as a previous, but non-identical request. ' +
        'Do not reuse a client token with different requests, unless the requests are identical',
    );
  }
  return actions.map(({ action: { table, key } }) =>
    readUsage(table, readUnits(context.store.getItem(table.id, key)?.size ?? 0, 'transaction')),
  );
}

function checkUsage({ table, before }: PlannedWrite): Usage {
  return { tableName: table.name, read: 0, write: writeUnits(before?.size ?? 0, true), indexes: new Map() };
}

function readTransactAction(context: CallContext, entry: unknown): TransactAction {
  const given = readFields(
    entry,
    { Put: 'map', Update: 'map', Delete: 'map', ConditionCheck: 'map' },
    'TransactWriteItems',
  );
  const names = (Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]).filter(
    (name) => given[name] !== undefined && given[name] !== null,
  );
  const [name, more] = names;
  if (name === undefined || more !== undefined) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const [operation, fields] = ACTIONS[name];
  const action = readFields(given[name], fields, name);
  const returnOld = readWord(
    action.ReturnValuesOnConditionCheckFailure,
    ['NONE', 'ALL_OLD'],
    'returnValuesOnConditionCheckFailure',
  );
  return {
    action: readWriteAction(context, operation, action, 'TransactWriteItems'),
    returnOld: returnOld === 'ALL_OLD',
  };
}

function readToken(token: string | undefined | null): string | undefined {
  if (token === undefined || token === null) {
    return undefined;
  }
  if (token.length === 0 || token.length > TOKEN_LENGTH_MAX) {
    throw validationError(
      `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${TOKEN_LENGTH_MAX}`,
    );
  }
  return token;
}
