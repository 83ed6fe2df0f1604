// Query: which items, in which order, cut where.
import type { Item } from '../../../infra/local/table/index.ts';
import { b, type Case, INVALID, n, on, s, VALIDATION } from './case.ts';

const row = (sk: string, more: Item = {}): Item => ({ pk: s('p'), sk: s(sk), ...more });
const rows = ['a', 'ab', 'abc', 'b', '\uffff', '\u{1d4b3}'].map((sk, index) => row(sk, { at: n(index) }));
const others: Item[] = [{ pk: s('q'), sk: s('a') }];
const p = { ':p': s('p') };

const keysOf = (...names: string[]) =>
  names.map((sk) => rows.find((each) => JSON.stringify(each.sk) === JSON.stringify(s(sk))) as Item);

const selects = (condition: string, values: Item, names: readonly string[], more: object = {}): Case => ({
  name: `selects ${condition} ${JSON.stringify(values)} ${JSON.stringify(more)}`,
  given: [...rows, ...others],
  call: ['Query', on({ KeyConditionExpression: condition, ExpressionAttributeValues: { ...p, ...values }, ...more })],
  answers: { Items: keysOf(...names), Count: names.length, LastEvaluatedKey: undefined },
});

const refuses = (
  condition: string,
  values: Item,
  message: string | undefined,
  more: object = {},
  local?: null,
): Case => ({
  name: `refuses ${condition} ${JSON.stringify(values)} ${JSON.stringify(more)}`,
  given: rows.slice(0, 1),
  call: ['Query', on({ KeyConditionExpression: condition, ExpressionAttributeValues: values, ...more })],
  fails: message === undefined ? [VALIDATION] : [VALIDATION, message],
  ...(local === undefined ? {} : { localMessage: local }),
});

const SCHEMA = `${INVALID}Condition parameter type does not match schema type`;
const KEY = 'Invalid KeyConditionExpression: ';

const tableCases: readonly Case[] = [
  selects('pk = :p', {}, ['a', 'ab', 'abc', 'b', '\uffff', '\u{1d4b3}']),
  selects('pk = :p', {}, ['\u{1d4b3}', '\uffff', 'b', 'abc', 'ab', 'a'], { ScanIndexForward: false }),
  selects('pk = :p AND sk = :s', { ':s': s('ab') }, ['ab']),
  selects(':p = pk AND :s < sk', { ':s': s('b') }, ['\uffff', '\u{1d4b3}']),
  selects('pk = :p AND sk < :s', { ':s': s('abc') }, ['a', 'ab']),
  selects('sk <= :s AND pk = :p', { ':s': s('abc') }, ['a', 'ab', 'abc']),
  selects('pk = :p AND sk >= :s', { ':s': s('b') }, ['b', '\uffff', '\u{1d4b3}']),
  selects('(pk = :p) AND (sk BETWEEN :s AND :t)', { ':s': s('ab'), ':t': s('b') }, ['ab', 'abc', 'b']),
  selects('pk = :p AND begins_with(sk, :s)', { ':s': s('ab') }, ['ab', 'abc']),
  selects('pk = :p AND begins_with(sk, :s)', { ':s': s('\uffff') }, ['\uffff']),
  selects('pk = :p AND sk = :s', { ':s': s('zz') }, []),
  {
    name: 'filters after it has read, and counts both',
    given: [...rows, ...others],
    call: [
      'Query',
      on({
        KeyConditionExpression: 'pk = :p',
        FilterExpression: '#at > :two',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ...p, ':two': n(2) },
        Select: 'COUNT',
      }),
    ],
    answers: { Items: undefined, Count: 3, ScannedCount: 6 },
  },
  {
    name: 'cuts the page at the limit, before the filter',
    given: rows,
    call: [
      'Query',
      on({
        KeyConditionExpression: 'pk = :p',
        FilterExpression: '#at = :five',
        ExpressionAttributeNames: { '#at': 'at' },
        ExpressionAttributeValues: { ...p, ':five': n(5) },
        Limit: 2,
      }),
    ],
    answers: { Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: row('ab') },
  },
  {
    name: 'gives a last key when the limit falls on the last item',
    given: rows.slice(0, 2),
    call: ['Query', on({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: p, Limit: 2 })],
    answers: { Count: 2, LastEvaluatedKey: row('ab') },
  },
  ...(
    [
      ['sk = :v', 'b', true, 1, true],
      ['sk <= :v', 'b', true, 4, false],
      ['sk <= :v', 'b', false, 4, true],
      ['sk >= :v', '\uffff', false, 2, false],
      ['sk > :v', 'b', false, 2, true],
      ['begins_with(sk, :v)', 'b', true, 1, true],
    ] as const
  ).map(
    ([condition, value, forward, limit, more]): Case => ({
      name: `${more ? 'sees no' : 'sees the'} end after ${limit} of ${condition} ${value}, ${forward ? 'up' : 'down'}`,
      given: rows,
      call: [
        'Query',
        on({
          KeyConditionExpression: `pk = :p AND ${condition}`,
          ExpressionAttributeValues: { ...p, ':v': s(value) },
          ScanIndexForward: forward,
          Limit: limit,
          Select: 'COUNT',
        }),
      ],
      answers: more ? { Count: limit } : { Count: limit, LastEvaluatedKey: undefined },
      hasMore: more,
    }),
  ),
  {
    name: 'goes on after the last key',
    given: rows,
    call: [
      'Query',
      on({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: p, ExclusiveStartKey: row('ab'), Limit: 1 }),
    ],
    answers: { Items: keysOf('abc'), LastEvaluatedKey: row('abc') },
  },
  {
    name: 'goes on backwards, from a key that is not there',
    given: rows,
    call: [
      'Query',
      on({
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: p,
        ExclusiveStartKey: row('abb'),
        ScanIndexForward: false,
      }),
    ],
    answers: { Items: keysOf('ab', 'a'), LastEvaluatedKey: undefined },
  },
  {
    name: 'projects',
    given: rows.slice(0, 1),
    call: [
      'Query',
      on({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: p, ProjectionExpression: 'sk' }),
    ],
    answers: { Items: [{ sk: s('a') }] },
  },
  {
    name: 'ends a page at 1 MB',
    given: ['a', 'b', 'c', 'd'].map((sk) => row(sk, { fill: s('x'.repeat(350_000)) })),
    call: [
      'Query',
      on({ KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: p, ProjectionExpression: 'sk' }),
    ],
    answers: { Count: 3, ScannedCount: 3, LastEvaluatedKey: row('c') },
  },
  refuses('pk > :p', p, 'Query key condition not supported'),
  refuses('sk = :p', p, 'Query condition missed key schema element: pk', {}, null),
  refuses('pk = :p AND extra = :p', p, 'Query condition missed key schema element: sk', {}, null),
  refuses('pk = :p OR sk = :p', p, 'Invalid operator used in KeyConditionExpression: OR'),
  refuses('NOT pk = :p', p, 'Invalid operator used in KeyConditionExpression: NOT'),
  refuses('pk = :p AND sk <> :p', p, 'Invalid operator used in KeyConditionExpression: <>'),
  refuses('pk = :p AND sk IN (:p)', p, 'Invalid operator used in KeyConditionExpression: IN'),
  refuses('pk = :p AND contains(sk, :p)', p, 'Invalid operator used in KeyConditionExpression: contains'),
  refuses('pk = :p AND attribute_exists(sk)', p, 'Invalid operator used in KeyConditionExpression: attribute_exists'),
  refuses(
    'pk = :p AND sk > :p AND sk < :p',
    p,
    `${KEY}KeyConditionExpressions must only contain one condition per key`,
    {},
    null,
  ),
  refuses('pk = :n', { ':n': n(1) }, SCHEMA),
  refuses('pk = :p AND sk = :n', { ...p, ':n': n(1) }, SCHEMA),
  refuses(
    'pk = :p AND begins_with(sk, :n)',
    { ...p, ':n': n(1) },
    `${KEY}Incorrect operand type for operator or function; operator or function: begins_with, operand type: N`,
  ),
  refuses('pk = :e', { ':e': s('') }, undefined),
  refuses('pk = sk', {}, undefined),
  refuses('pk = :p', p, 'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk', {
    FilterExpression: 'sk = :p',
  }),
  refuses('pk = :p', p, undefined, { Limit: 0 }),
  refuses('pk = :p', p, undefined, { Select: 'ALL_PROJECTED_ATTRIBUTES' }),
  refuses('pk = :p', p, undefined, { Select: 'SPECIFIC_ATTRIBUTES' }),
  refuses('pk = :p', p, 'Cannot specify the ProjectionExpression when choosing to get only the Count', {
    Select: 'COUNT',
    ProjectionExpression: 'sk',
  }),
  refuses(
    'pk = :p',
    p,
    'The provided starting key is outside query boundaries based on provided conditions',
    { ExclusiveStartKey: { pk: s('q'), sk: s('a') } },
    null,
  ),
  refuses('pk = :p', p, 'The provided starting key is invalid', { ExclusiveStartKey: { pk: s('p') } }, null),
  refuses('pk = :p', p, 'The table does not have the specified index: nowhere', { IndexName: 'nowhere' }, null),
];

const grouped = [
  row('1', { g1: s('g'), g2: n(10), title: s('ten') }),
  row('2', { g1: s('g'), g2: n('-1.5'), title: s('less') }),
  row('3', { g1: s('g'), title: s('not in') }),
  row('4', { g1: s('other'), g2: n(1) }),
  row('5', { g1: s('g'), g2: n('9007199254740993') }),
  row('6', { k1: s('k'), p1: b('a'), title: s('t'), more: s('m') }),
];
const g = { ':g': s('g') };
const k = { ':k': s('k') };

const indexCases: readonly Case[] = [
  {
    name: 'an index lists the items that have both its keys, numbers in their order',
    given: grouped,
    call: ['Query', on({ IndexName: 'byGroup', KeyConditionExpression: 'g1 = :g', ExpressionAttributeValues: g })],
    answers: { Items: [grouped[1], grouped[0], grouped[4]], Count: 3 },
  },
  {
    name: 'an index is ranged by its own sort key',
    given: grouped,
    call: [
      'Query',
      on({
        IndexName: 'byGroup',
        KeyConditionExpression: 'g1 = :g AND g2 BETWEEN :a AND :b',
        ExpressionAttributeValues: { ...g, ':a': n('-2'), ':b': n('1e1') },
        ScanIndexForward: false,
      }),
    ],
    answers: { Items: [grouped[0], grouped[1]] },
  },
  {
    name: "an index's last key holds both keys, and the next page goes on from it",
    given: grouped,
    call: [
      'Query',
      on({ IndexName: 'byGroup', KeyConditionExpression: 'g1 = :g', ExpressionAttributeValues: g, Limit: 1 }),
    ],
    answers: { Items: [grouped[1]], LastEvaluatedKey: { ...row('2'), g1: s('g'), g2: n('-1.5') } },
  },
  {
    name: 'an index goes on after its last key',
    given: grouped,
    call: [
      'Query',
      on({
        IndexName: 'byGroup',
        KeyConditionExpression: 'g1 = :g',
        ExpressionAttributeValues: g,
        ExclusiveStartKey: { ...row('2'), g1: s('g'), g2: n('-1.5') },
      }),
    ],
    answers: { Items: [grouped[0], grouped[4]], LastEvaluatedKey: undefined },
  },
  {
    name: 'an index of keys only gives the keys of both',
    given: grouped,
    call: ['Query', on({ IndexName: 'byKind', KeyConditionExpression: 'k1 = :k', ExpressionAttributeValues: k })],
    answers: { Items: [{ ...row('6'), k1: s('k') }] },
  },
  {
    name: 'an index with included attributes gives those too',
    given: grouped,
    call: ['Query', on({ IndexName: 'byPart', KeyConditionExpression: 'k1 = :k', ExpressionAttributeValues: k })],
    answers: { Items: [{ ...row('6'), k1: s('k'), p1: b('a'), title: s('t') }] },
  },
  {
    name: 'an index forgets an item whose key is removed',
    given: grouped,
    call: ['UpdateItem', on({ Key: row('1'), UpdateExpression: 'REMOVE g2', ReturnValues: 'UPDATED_OLD' })],
    answers: { Attributes: { g2: n(10) } },
  },
  {
    name: 'an index refuses consistent reads',
    call: [
      'Query',
      on({
        IndexName: 'byGroup',
        KeyConditionExpression: 'g1 = :g',
        ExpressionAttributeValues: g,
        ConsistentRead: true,
      }),
    ],
    fails: [VALIDATION, 'Consistent reads are not supported on global secondary indexes'],
  },
  {
    name: 'an index refuses all attributes when it does not hold them',
    call: [
      'Query',
      on({
        IndexName: 'byKind',
        KeyConditionExpression: 'k1 = :k',
        ExpressionAttributeValues: k,
        Select: 'ALL_ATTRIBUTES',
      }),
    ],
    fails: [VALIDATION],
  },
  {
    name: 'an index refuses to project what it does not hold',
    call: [
      'Query',
      on({
        IndexName: 'byKind',
        KeyConditionExpression: 'k1 = :k',
        ExpressionAttributeValues: k,
        ProjectionExpression: 'title',
      }),
    ],
    fails: [VALIDATION],
  },
  {
    name: 'an index refuses to filter by what it does not hold',
    call: [
      'Query',
      on({
        IndexName: 'byKind',
        KeyConditionExpression: 'k1 = :k',
        ExpressionAttributeValues: k,
        FilterExpression: 'title = :k',
      }),
    ],
    fails: [VALIDATION, `${INVALID}Secondary index byKind does not project one or more filter attributes: [title]`],
  },
  {
    name: 'Query without a key condition',
    call: ['Query', on({})],
    fails: [
      VALIDATION,
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ],
  },
];

export const queryCases: readonly Case[] = [...tableCases, ...indexCases];
