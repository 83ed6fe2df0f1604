// Consumed capacity, by the rounding rules of the developer guide.
import type { Item } from '../../../infra/local/table/index.ts';
import { b, type Case, item, n, on, s, TABLE } from './case.ts';

const key = item();
// pk|s sk|p: 6 bytes, the name a: 1 byte.
const sized = (bytes: number, more: Item = {}): Item => item({ a: s('x'.repeat(bytes - 7)), ...more });
const inIndexes = { ReturnConsumedCapacity: 'INDEXES' };
const total = (units: number) => ({ ConsumedCapacity: { TableName: TABLE, CapacityUnits: units } });
const split = (table: number, indexes: Readonly<Record<string, number>> = {}) => {
  const entries = Object.entries(indexes);
  return {
    ConsumedCapacity: {
      TableName: TABLE,
      CapacityUnits: entries.reduce((sum, [, units]) => sum + units, table),
      Table: { CapacityUnits: table },
      ...(entries.length === 0
        ? {}
        : {
            GlobalSecondaryIndexes: Object.fromEntries(
              entries.map(([name, CapacityUnits]) => [name, { CapacityUnits }]),
            ),
          }),
    },
  };
};

const putCosts = (name: string, given: readonly Item[], put: Item, answers: Case['answers']): Case => ({
  name: `a put ${name}`,
  given,
  call: ['PutItem', on({ Item: put, ...inIndexes })],
  ...(answers === undefined ? {} : { answers }),
});

const updateCosts = (name: string, expression: string, values: Item | undefined, answers: Case['answers']): Case => ({
  name: `an update ${name}`,
  given: [item({ k1: s('k'), p1: b('p'), title: s('t'), extra: s('o') })],
  call: [
    'UpdateItem',
    on({
      Key: key,
      UpdateExpression: expression,
      ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
      ...inIndexes,
    }),
  ],
  ...(answers === undefined ? {} : { answers }),
});

const TRANSACTIONS =
  'DynamoDB Local miscounts (amazon-dynamodb-local-samples, issue 31); the service doubles each item';
const BATCHES = 'DynamoDB Local miscounts missing items (amazon-dynamodb-tools, issue 25)';

export const capacityCases: readonly Case[] = [
  putCosts('of 1 KB takes one unit', [], sized(1024), split(1)),
  putCosts('of a byte more takes two', [], sized(1025), split(2)),
  putCosts('over a larger item is counted by the larger', [sized(3000)], sized(100), split(3)),
  putCosts(
    'pays for each index that lists it',
    [],
    item({ k1: s('k'), p1: b('p') }),
    split(1, { byKind: 1, byPart: 1 }),
  ),
  putCosts(
    'pays an index by what the index holds',
    [],
    sized(2100, { g1: s('g'), g2: n(1), k1: s('k') }),
    split(3, { byGroup: 3, byKind: 1 }),
  ),
  putCosts(
    'of the same item again pays no index',
    [item({ k1: s('k'), p1: b('p') })],
    item({ k1: s('k'), p1: b('p') }),
    split(1),
  ),
  updateCosts('of what an index does not hold pays no index', 'SET extra = :v', { ':v': s('x') }, split(1)),
  updateCosts('of what an index holds pays it once', 'SET title = :v', { ':v': s('x') }, split(1, { byPart: 1 })),
  updateCosts('of an index key pays twice', 'SET k1 = :v', { ':v': s('x') }, split(1, { byKind: 2, byPart: 2 })),
  updateCosts('that takes an index key away pays once', 'REMOVE k1', undefined, split(1, { byKind: 1, byPart: 1 })),
  {
    name: 'a delete is counted by the item',
    given: [sized(2049, { k1: s('k') })],
    call: ['DeleteItem', on({ Key: key, ...inIndexes })],
    answers: split(3, { byKind: 1 }),
  },
  {
    name: 'a delete of nothing takes one unit',
    call: ['DeleteItem', on({ Key: key, ReturnConsumedCapacity: 'TOTAL' })],
    answers: total(1),
  },
  {
    name: 'an eventual read of 4 KB takes half a unit',
    given: [sized(4096)],
    call: ['GetItem', on({ Key: key, ReturnConsumedCapacity: 'TOTAL' })],
    answers: total(0.5),
  },
  {
    name: 'a read of a byte more takes a whole, whatever is projected',
    given: [sized(4097)],
    call: ['GetItem', on({ Key: key, ProjectionExpression: 'pk', ReturnConsumedCapacity: 'TOTAL' })],
    answers: total(1),
  },
  {
    name: 'a consistent read takes double',
    given: [sized(4097)],
    call: ['GetItem', on({ Key: key, ConsistentRead: true, ...inIndexes })],
    answers: split(2),
  },
  {
    name: 'a read of nothing takes half a unit',
    call: ['GetItem', on({ Key: key, ReturnConsumedCapacity: 'TOTAL' })],
    answers: total(0.5),
  },
  {
    name: 'a query is rounded once, for the sum of what it read',
    given: ['1', '2', '3', '4', '5'].map((sk) => ({ ...sized(1000), sk: s(sk) })),
    call: [
      'Query',
      on({
        KeyConditionExpression: 'pk = :p',
        FilterExpression: 'a = :p',
        ExpressionAttributeValues: { ':p': s('p') },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    ],
    answers: { Count: 0, ...total(1) },
  },
  {
    name: 'a query of an index is counted there, by what the index holds',
    given: ['1', '2', '3'].map((sk) => ({ ...sized(3000), sk: s(sk), k1: s('k') })),
    call: [
      'Query',
      on({
        IndexName: 'byKind',
        KeyConditionExpression: 'k1 = :k',
        ExpressionAttributeValues: { ':k': s('k') },
        ...inIndexes,
      }),
    ],
    answers: { Count: 3, ...split(0, { byKind: 0.5 }) },
  },
  {
    name: 'a transaction doubles each write, checks included',
    given: [sized(1500)],
    call: [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: on({ Item: { ...sized(1025), sk: s('x') } }) },
          { Delete: on({ Key: { ...key, sk: s('y') } }) },
          { ConditionCheck: on({ Key: key, ConditionExpression: 'attribute_exists(pk)' }) },
        ],
        ReturnConsumedCapacity: 'TOTAL',
      },
    ],
    answers: { ConsumedCapacity: [{ TableName: TABLE, CapacityUnits: 10, WriteCapacityUnits: 10 }] },
    engineOnly: TRANSACTIONS,
  },
  {
    name: 'a transaction does not double what its indexes take',
    call: [
      'TransactWriteItems',
      { TransactItems: [{ Put: on({ Item: item({ k1: s('k'), p1: b('p') }) }) }], ReturnConsumedCapacity: 'TOTAL' },
    ],
    answers: { ConsumedCapacity: [{ TableName: TABLE, CapacityUnits: 4, WriteCapacityUnits: 4 }] },
    engineOnly: TRANSACTIONS,
  },
  {
    name: 'a reading transaction doubles each read',
    given: [sized(4097)],
    call: [
      'TransactGetItems',
      {
        TransactItems: [{ Get: on({ Key: key }) }, { Get: on({ Key: { ...key, sk: s('x') } }) }],
        ReturnConsumedCapacity: 'TOTAL',
      },
    ],
    answers: { ConsumedCapacity: [{ TableName: TABLE, CapacityUnits: 6, ReadCapacityUnits: 6 }] },
    engineOnly: TRANSACTIONS,
  },
  {
    name: 'a batch is rounded for each item',
    given: [sized(100)],
    call: [
      'BatchGetItem',
      { RequestItems: { [TABLE]: { Keys: [key, { ...key, sk: s('x') }] } }, ReturnConsumedCapacity: 'TOTAL' },
    ],
    answers: { ConsumedCapacity: [{ TableName: TABLE, CapacityUnits: 1 }] },
    engineOnly: BATCHES,
  },
];
