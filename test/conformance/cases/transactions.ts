// TransactWriteItems and TransactGetItems.
import type { Item } from '../../../infra/local/table/index.ts';
import { type Case, INVALID, item, n, on, s, TABLE, VALIDATION } from './case.ts';

const at = (sk: string, more: Item = {}): Item => ({ pk: s('p'), sk: s(sk), ...more });
const put = (what: Item, more: object = {}) => ({ Put: on({ Item: what, ...more }) });
const remove = (key: Item, more: object = {}) => ({ Delete: on({ Key: key, ...more }) });
const check = (key: Item, condition: string, more: object = {}) => ({
  ConditionCheck: on({ Key: key, ConditionExpression: condition, ...more }),
});
const update = (key: Item, expression: string, more: object = {}) => ({
  Update: on({ Key: key, UpdateExpression: expression, ...more }),
});
const transact = (...actions: readonly object[]): Case['call'] => ['TransactWriteItems', { TransactItems: actions }];

const one = { ExpressionAttributeValues: { ':v': n(1) } };
const CANCELLED = 'Transaction cancelled, please refer cancellation reasons for specific reasons';
const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
const NONE = { Code: 'None' };
const old = at('old', { num: n(1) });
const LOCAL_PARTS =
  'DynamoDB Local answers some of these with a ValidationException; the API reference lists them as reasons';

export const transactionCases: readonly Case[] = [
  {
    name: 'does all four kinds of action at once',
    given: [old, at('gone')],
    call: transact(
      put(at('new')),
      update(at('old'), 'SET num = num + :v', one),
      remove(at('gone')),
      check(at('missing'), 'attribute_not_exists(pk)'),
    ),
    answers: {},
    leaves: [at('new'), at('old', { num: n(2) })],
  },
  {
    name: 'does nothing when one condition fails, and says which',
    given: [old],
    call: transact(put(at('new')), update(at('old'), 'SET num = :v', { ...one, ConditionExpression: 'num > :v' })),
    fails: ['TransactionCanceledException', `${CANCELLED} [None, ConditionalCheckFailed]`],
    carries: { CancellationReasons: [NONE, FAILED] },
    leaves: [old],
  },
  {
    name: 'names every condition that fails, with the items that were asked for',
    given: [old],
    call: transact(
      check(at('old'), 'attribute_not_exists(pk)', { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      put(at('old2')),
      remove(at('nothing'), {
        ConditionExpression: 'attribute_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
    fails: ['TransactionCanceledException', `${CANCELLED} [ConditionalCheckFailed, None, ConditionalCheckFailed]`],
    localMessage: null,
    carries: { CancellationReasons: [{ ...FAILED, Item: old }, NONE, FAILED] },
    leaves: [old],
  },
  {
    name: 'names an update that can not be done',
    given: [old],
    call: transact(put(at('new')), update(at('old'), 'SET num = zz + :v', one)),
    fails: ['TransactionCanceledException', `${CANCELLED} [None, ValidationError]`],
    carries: {
      CancellationReasons: [
        NONE,
        {
          Code: 'ValidationError',
          Message: 'The provided expression refers to an attribute that does not exist in the item',
        },
      ],
    },
    leaves: [old],
    engineOnly: LOCAL_PARTS,
  },
  {
    name: 'names an index key of another type',
    call: transact(put(at('new', { k1: n(1) })), put(at('other'))),
    fails: ['TransactionCanceledException', `${CANCELLED} [ValidationError, None]`],
    leaves: [],
  },
  {
    name: 'names a key of another type',
    call: transact(put(at('new')), remove({ pk: s('p'), sk: n(1) })),
    fails: ['TransactionCanceledException', `${CANCELLED} [None, ValidationError]`],
    leaves: [],
  },
  {
    name: 'names an update of a key',
    call: transact(update(at('old'), 'SET sk = :v', one)),
    fails: ['TransactionCanceledException', `${CANCELLED} [ValidationError]`],
    carries: {
      CancellationReasons: [
        {
          Code: 'ValidationError',
          Message: `${INVALID}Cannot update attribute sk. This attribute is part of the key`,
        },
      ],
    },
  },
  {
    name: 'refuses an empty key as a whole',
    call: transact(put(at('new')), remove({ pk: s('p'), sk: s('') })),
    fails: [VALIDATION],
    leaves: [],
  },
  {
    name: 'refuses two actions on one item',
    given: [old],
    call: transact(put(at('x')), remove(at('x'))),
    fails: [VALIDATION, 'Transaction request cannot include multiple operations on one item'],
    leaves: [old],
  },
  {
    name: 'refuses two actions on one item before it looks at conditions',
    call: transact(put(at('x'), { ConditionExpression: 'attribute_exists(pk)' }), remove(at('x'))),
    fails: [VALIDATION, 'Transaction request cannot include multiple operations on one item'],
    engineOnly: 'DynamoDB Local looks at the conditions first; captures of the service, 2026, do not',
  },
  {
    name: 'refuses an expression that is wrong before it looks for tables',
    call: transact({ Put: { TableName: 'nowhere', Item: at('x') } }, check(at('y'), 'attribute_exists(')),
    fails: [VALIDATION, 'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'],
  },
  {
    name: 'refuses a table that is not there',
    call: transact({ Put: { TableName: 'nowhere', Item: at('x') } }),
    fails: ['ResourceNotFoundException', 'Requested resource not found'],
    localMessage: null,
  },
  { name: 'refuses no action', call: transact(), fails: [VALIDATION] },
  {
    name: 'refuses 101 actions',
    call: transact(...Array.from({ length: 101 }, (_, index) => put(at(String(index))))),
    fails: [VALIDATION],
    leaves: [],
  },
  {
    name: 'takes 100 actions',
    call: transact(...Array.from({ length: 100 }, (_, index) => check(at(String(index)), 'attribute_not_exists(pk)'))),
    answers: {},
  },
  {
    name: 'refuses more than 4 MB',
    call: transact(...Array.from({ length: 11 }, (_, index) => put(at(String(index), { a: s('x'.repeat(399_000)) })))),
    fails: [VALIDATION],
    localMessage: null,
    leaves: [],
  },
  {
    name: 'refuses an action of two kinds',
    call: transact({ ...put(at('x')), ...remove(at('y')) }),
    fails: [VALIDATION, 'TransactItems can only contain one of Check, Put, Update or Delete'],
  },
  {
    name: 'refuses a check without a condition',
    call: transact({ ConditionCheck: on({ Key: at('x') }) }),
    fails: [VALIDATION],
  },
  {
    name: 'refuses a token of more than 36 characters',
    call: ['TransactWriteItems', { TransactItems: [put(at('x'))], ClientRequestToken: 'x'.repeat(37) }],
    fails: [VALIDATION],
    localMessage: null,
  },
  {
    name: 'TransactGetItems answers each item in its place, projected',
    given: [old, at('b', { a: s('x'), c: s('y') })],
    call: [
      'TransactGetItems',
      {
        TransactItems: [
          { Get: on({ Key: at('old') }) },
          { Get: on({ Key: at('nothing') }) },
          { Get: on({ Key: at('b'), ProjectionExpression: 'a' }) },
        ],
      },
    ],
    answers: { Responses: [{ Item: old }, {}, { Item: { a: s('x') } }] },
  },
  {
    name: 'TransactGetItems refuses one item twice',
    call: ['TransactGetItems', { TransactItems: [{ Get: on({ Key: at('a') }) }, { Get: on({ Key: at('a') }) }] }],
    fails: [VALIDATION, 'Transaction request cannot include multiple operations on one item'],
  },
  {
    name: 'TransactGetItems cancels for a key that does not fit',
    call: ['TransactGetItems', { TransactItems: [{ Get: { TableName: TABLE, Key: { pk: s('p') } } }] }],
    fails: ['TransactionCanceledException', `${CANCELLED} [ValidationError]`],
    localMessage: 'The number of conditions on the keys is invalid',
    carries: {
      CancellationReasons: [{ Code: 'ValidationError', Message: 'The provided key element does not match the schema' }],
    },
    engineOnly: 'DynamoDB Local gives no reasons',
  },
];

/** For the cases about tokens, which take two calls. */
export const tokenCall = (token: string, what: Item = item()): Case['call'] => [
  'TransactWriteItems',
  {
    TransactItems: [put(what), update(at('count'), 'ADD num :v', one)],
    ClientRequestToken: token,
    ReturnConsumedCapacity: 'TOTAL',
  },
];
