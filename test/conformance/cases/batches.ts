// BatchGetItem, BatchWriteItem.
import type { Item } from '../../../infra/local/table/index.ts';
import { type Case, n, s, TABLE, VALIDATION } from './case.ts';

const at = (sk: string, more: Item = {}): Item => ({ pk: s('p'), sk: s(sk), ...more });
const get = (...keys: Item[]): Case['call'] => ['BatchGetItem', { RequestItems: { [TABLE]: { Keys: keys } } }];
const write = (...requests: object[]): Case['call'] => ['BatchWriteItem', { RequestItems: { [TABLE]: requests } }];
const put = (Item: Item) => ({ PutRequest: { Item } });
const remove = (Key: Item) => ({ DeleteRequest: { Key } });

export const batchCases: readonly Case[] = [
  {
    name: 'BatchGetItem leaves out what is not there',
    given: [at('a', { num: n(1) })],
    call: get(at('a'), at('b')),
    answers: { Responses: { [TABLE]: [at('a', { num: n(1) })] }, UnprocessedKeys: {} },
  },
  {
    name: 'BatchGetItem projects',
    given: [at('a', { num: n(1), x: s('x') })],
    call: ['BatchGetItem', { RequestItems: { [TABLE]: { Keys: [at('a')], ProjectionExpression: 'num' } } }],
    answers: { Responses: { [TABLE]: [{ num: n(1) }] } },
  },
  {
    name: 'BatchGetItem refuses a key twice',
    call: get(at('a'), at('a')),
    fails: [VALIDATION, 'Provided list of item keys contains duplicates'],
  },
  {
    name: 'BatchGetItem refuses 101 keys',
    call: get(...Array.from({ length: 101 }, (_, index) => at(String(index)))),
    fails: [VALIDATION],
    localMessage: null,
  },
  { name: 'BatchGetItem refuses no table', call: ['BatchGetItem', { RequestItems: {} }], fails: [VALIDATION] },
  { name: 'BatchGetItem refuses no key', call: get(), fails: [VALIDATION] },
  {
    name: 'BatchGetItem refuses a table that is not there',
    call: ['BatchGetItem', { RequestItems: { nowhere: { Keys: [at('a')] } } }],
    fails: ['ResourceNotFoundException'],
  },
  {
    name: 'BatchWriteItem puts and deletes',
    given: [at('old')],
    call: write(put(at('new')), remove(at('old')), remove(at('nothing'))),
    answers: { UnprocessedItems: {} },
    leaves: [at('new')],
  },
  {
    name: 'BatchWriteItem refuses an item twice, and does nothing',
    given: [at('old')],
    call: write(put(at('new')), remove(at('new'))),
    fails: [VALIDATION, 'Provided list of item keys contains duplicates'],
    leaves: [at('old')],
  },
  {
    name: 'BatchWriteItem refuses 26 requests',
    call: write(...Array.from({ length: 26 }, (_, index) => put(at(String(index))))),
    fails: [VALIDATION],
    localMessage: null,
    leaves: [],
  },
  {
    name: 'BatchWriteItem refuses a request of both kinds',
    call: write({ ...put(at('a')), ...remove(at('b')) }),
    fails: [VALIDATION],
  },
  {
    name: 'BatchWriteItem refuses a key that does not fit',
    call: write(put({ pk: s('p'), sk: n(1) })),
    fails: [VALIDATION],
  },
];
