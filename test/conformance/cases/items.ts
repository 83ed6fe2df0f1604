// PutItem, GetItem, DeleteItem: what they answer and what they leave behind.
import { type Case, item, list, map, n, on, s, VALIDATION } from './case.ts';

const key = { pk: s('p'), sk: s('s') };
const old = item({ a: s('old'), n: n(1) });
const FAILED = 'The conditional request failed';

export const itemCases: readonly Case[] = [
  {
    name: 'PutItem replaces the whole item',
    given: [old],
    call: ['PutItem', on({ Item: item({ b: s('new') }) })],
    answers: {},
    leaves: [item({ b: s('new') })],
  },
  {
    name: 'PutItem answers the old item on request',
    given: [old],
    call: ['PutItem', on({ Item: item(), ReturnValues: 'ALL_OLD' })],
    answers: { Attributes: old },
  },
  {
    name: 'PutItem answers no old item where there was none',
    call: ['PutItem', on({ Item: item(), ReturnValues: 'ALL_OLD' })],
    answers: { Attributes: undefined },
  },
  {
    name: 'PutItem refuses to return the new item',
    call: ['PutItem', on({ Item: item(), ReturnValues: 'ALL_NEW' })],
    fails: [VALIDATION, 'Return values set to invalid value'],
    leaves: [],
  },
  {
    name: 'PutItem with a condition that fails changes nothing',
    given: [old],
    call: ['PutItem', on({ Item: item(), ConditionExpression: 'attribute_not_exists(pk)' })],
    fails: ['ConditionalCheckFailedException', FAILED],
    carries: { Item: undefined },
    leaves: [old],
  },
  {
    name: 'PutItem with a condition that fails shows the item on request',
    given: [old],
    call: [
      'PutItem',
      on({
        Item: item(),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ],
    fails: ['ConditionalCheckFailedException', FAILED],
    carries: { Item: old },
  },
  {
    name: 'PutItem with a condition that fails on a missing item has none to show',
    call: [
      'PutItem',
      on({ Item: item(), ConditionExpression: 'attribute_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    ],
    fails: ['ConditionalCheckFailedException', FAILED],
    carries: { Item: undefined },
    leaves: [],
  },
  {
    name: 'PutItem refuses a wrong index key before it looks at the condition',
    given: [old],
    call: ['PutItem', on({ Item: item({ k1: n(1) }), ConditionExpression: 'attribute_not_exists(pk)' })],
    fails: [VALIDATION],
  },
  {
    name: 'GetItem answers nothing for a missing item',
    call: ['GetItem', on({ Key: key })],
    answers: { Item: undefined },
  },
  { name: 'GetItem answers the item', given: [old], call: ['GetItem', on({ Key: key })], answers: { Item: old } },
  {
    name: 'GetItem projects paths, and closes lists up in their order',
    given: [item({ l: list(n(0), n(1), map({ x: n(2), y: n(3) })), m: map({ deep: map({ a: s('a'), b: s('b') }) }) })],
    call: [
      'GetItem',
      on({
        Key: key,
        ProjectionExpression: 'l[2].x, #m.deep.b, l[0], nothing',
        ExpressionAttributeNames: { '#m': 'm' },
      }),
    ],
    answers: { Item: { l: list(n(0), map({ x: n(2) })), m: map({ deep: map({ b: s('b') }) }) } },
  },
  {
    name: 'GetItem answers an empty item where the projection finds nothing',
    given: [old],
    call: ['GetItem', on({ Key: key, ProjectionExpression: 'zz' })],
    answers: { Item: {} },
  },
  {
    name: 'GetItem refuses paths that overlap',
    call: ['GetItem', on({ Key: key, ProjectionExpression: 'm, m.x' })],
    fails: [
      VALIDATION,
      'Invalid ProjectionExpression: Two document paths overlap with each other; ' +
        'must remove or rewrite one of these paths; path one: [m], path two: [m, x]',
    ],
  },
  {
    name: 'GetItem refuses a path into an index key',
    call: ['GetItem', on({ Key: key, ProjectionExpression: 'k1.x' })],
    fails: [
      VALIDATION,
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: IndexKey: k1",
    ],
  },
  {
    name: 'GetItem refuses half a key',
    call: ['GetItem', on({ Key: { pk: s('p') } })],
    fails: [VALIDATION, 'The provided key element does not match the schema'],
    localMessage: 'The number of conditions on the keys is invalid',
  },
  {
    name: 'GetItem refuses a key with more in it',
    call: ['GetItem', on({ Key: item({ a: s('x') }) })],
    fails: [VALIDATION, 'The provided key element does not match the schema'],
    localMessage: 'The number of conditions on the keys is invalid',
  },
  {
    name: 'GetItem refuses a key of another type',
    call: ['GetItem', on({ Key: item({ sk: n(1) }) })],
    fails: [VALIDATION, 'The provided key element does not match the schema'],
    localMessage: null,
  },
  {
    name: 'GetItem of a table that is not there',
    call: ['GetItem', { TableName: 'nowhere', Key: key }],
    fails: ['ResourceNotFoundException', 'Requested resource not found'],
    localMessage: 'Cannot do operations on a non-existent table',
  },
  {
    name: 'GetItem of a table that cannot be',
    call: ['GetItem', { TableName: 'no where', Key: key }],
    fails: [VALIDATION],
  },
  {
    name: 'GetItem without a table name',
    call: ['GetItem', { Key: key }],
    fails: [
      VALIDATION,
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    ],
    localMessage: "Value null at 'tableName' failed to satisfy constraint: Member must not be null",
  },
  {
    name: 'DeleteItem answers the old item on request',
    given: [old],
    call: ['DeleteItem', on({ Key: key, ReturnValues: 'ALL_OLD' })],
    answers: { Attributes: old },
    leaves: [],
  },
  { name: 'DeleteItem of a missing item is no error', call: ['DeleteItem', on({ Key: key })], answers: {}, leaves: [] },
  {
    name: 'DeleteItem with a condition that fails deletes nothing',
    given: [old],
    call: [
      'DeleteItem',
      on({ Key: key, ConditionExpression: 'n > :one', ExpressionAttributeValues: { ':one': n(1) } }),
    ],
    fails: ['ConditionalCheckFailedException', FAILED],
    leaves: [old],
  },
];
