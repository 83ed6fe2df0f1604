// TransactWriteItems: all actions or none, in one SQLite commit.
import { hash } from 'node:crypto';
import { type CancellationReason, invalid, NO_REASON, transactionCancelled } from './cancellation.ts';
import { consumedCapacity, mergeUsages, readCapacityMode, readUnits, type Usage, writeUnits } from './capacity.ts';
import type { CallContext } from './context.ts';
import { mismatchOf, TableError, validationError } from './errors.ts';
import { type Fields, readFields, readWord } from './input.ts';
import { readUsage } from './item-read.ts';
import { type PlannedWrite, performWrite, planWrite, readStored, type StoredItem } from './item-write.ts';
import { keyText } from './key-encoding.ts';
import { findToken, keepToken } from './request-token.ts';
import { checkActionCount } from './transact-read.ts';
import {
  bindWriteAction,
  type ParsedAction,
  parseWriteAction,
  type WriteAction,
  type WriteOperation,
} from './write-action.ts';

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
} as const satisfies Readonly<Record<string, readonly [WriteOperation, Fields]>>;

type ParsedTransactAction = { readonly parsed: ParsedAction; readonly returnOld: boolean };
/** `action` is an error where the key does not fit the table; that is the action's reason, not the request's error. */
type TransactAction = {
  readonly action: WriteAction | TableError;
  readonly tableName: string;
  readonly returnOld: boolean;
};
type Outcome =
  | { readonly plan: PlannedWrite; readonly checkOnly: boolean }
  | { readonly reason: CancellationReason; readonly size: number };

/** TransactWriteItems: up to 100 writes and checks, cancelled as a whole with a reason for each. */
export function transactWriteItems(context: CallContext, input: unknown): unknown {
  const fields = readFields(input, TRANSACT_WRITE, 'TransactWriteItems');
  const mode = readCapacityMode(fields.ReturnConsumedCapacity);
  readWord(fields.ReturnItemCollectionMetrics, ['NONE', 'SIZE'], 'returnItemCollectionMetrics');
  checkActionCount(fields.TransactItems.length);
  const token = readToken(fields.ClientRequestToken);
  const actions = fields.TransactItems.map(readTransactAction).map(({ parsed, returnOld }): TransactAction => {
    const action = mismatchOf(() => bindWriteAction(context, parsed, 'TransactWriteItems'));
    return { action, tableName: parsed.tableName, returnOld };
  });
  const keys = soundActions(actions).map(({ table, key }) => keyText(table, key));
  if (new Set(keys).size < keys.length) {
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
  const planned = outcomes.flatMap((outcome) => ('plan' in outcome ? [outcome] : []));
  const bytes = planned.reduce((sum, { plan }) => sum + (plan.after?.size ?? 0), 0);
  if (bytes > BYTES_MAX) {
    throw validationError('Collection size limit of 4 MB exceeded by the items of the transaction');
  }
  return planned.map(({ plan, checkOnly }) => (checkOnly ? checkUsage(plan) : performWrite(context, plan, true)));
}

function outcomeOf(context: CallContext, { action, returnOld }: TransactAction): Outcome {
  if (action instanceof TableError) {
    return { reason: invalid(action), size: 0 };
  }
  const { operation, table, key } = action;
  const before = readStored(context, table, key);
  const size = before?.size ?? 0;
  if (!action.allows(before?.item)) {
    return { reason: conditionFailed(before, returnOld), size };
  }
  try {
    const plan = planWrite(table, key, before, action.next(before?.item), { isUpdate: operation === 'UpdateItem' });
    return { plan, checkOnly: operation === 'ConditionCheckItem' };
  } catch (error) {
    if (error instanceof TableError && error.name === 'ValidationException') {
      return { reason: invalid(error), size };
    }
    throw error;
  }
}

function soundActions(actions: readonly TransactAction[]): WriteAction[] {
  return actions.flatMap(({ action }) => (action instanceof TableError ? [] : [action]));
}

function conditionFailed(before: StoredItem | undefined, returnOld: boolean): CancellationReason {
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(returnOld && before !== undefined ? { Item: before.item } : {}),
  };
}

function cancelled(context: CallContext, actions: readonly TransactAction[], outcomes: readonly Outcome[]): TableError {
  const reasons = outcomes.map((outcome): CancellationReason => ('reason' in outcome ? outcome.reason : NO_REASON));
  context.record(
    'TransactWriteItems',
    mergeUsages(
      outcomes.map((outcome, index) => ({
        tableName: actions[index]?.tableName ?? '',
        read: 0,
        write: writeUnits('plan' in outcome ? (outcome.plan.before?.size ?? 0) : outcome.size, true),
        indexes: new Map(),
      })),
    ),
  );
  return transactionCancelled(reasons);
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
  return soundActions(actions).map(({ table, key }) =>
    readUsage(table, readUnits(context.store.getItem(table.id, key)?.size ?? 0, 'transaction')),
  );
}

function checkUsage({ table, before }: PlannedWrite): Usage {
  return { tableName: table.name, read: 0, write: writeUnits(before?.size ?? 0, true), indexes: new Map() };
}

function readTransactAction(entry: unknown): ParsedTransactAction {
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
  return { parsed: parseWriteAction(operation, action), returnOld: returnOld === 'ALL_OLD' };
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
