// What UpdateItem does to an item, and what it answers.
import type { AttributeValue, Item } from '../../../infra/local/table/index.ts';
import { type Case, INVALID, item, list, map, n, on, s, VALIDATION } from './case.ts';

const key = item();
const before: Item = item({
  num: n(5),
  str: s('old'),
  l: list(n(0), n(1), n(2)),
  m: map({ x: n(1), deep: map({ y: s('y') }) }),
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1'] },
});

type Row = readonly [
  update: string,
  values: Readonly<Record<string, AttributeValue>>,
  /** The attributes that change (`undefined`: gone), or the message of the refusal. */
  outcome: Readonly<Record<string, AttributeValue | undefined>> | string,
];

const NOT_THERE = 'The provided expression refers to an attribute that does not exist in the item';
const BAD_PATH = 'The document path provided in the update expression is invalid for update';
const BAD_TYPE = 'An operand in the update expression has an incorrect data type';

const rows: readonly Row[] = [
  ['SET fresh = :v', { ':v': s('x') }, { fresh: s('x') }],
  ['SET num = num + :v', { ':v': n('0.5') }, { num: n('5.5') }],
  ['SET num = :v - num', { ':v': n(1) }, { num: n(-4) }],
  ['SET num = if_not_exists(zz, :z) + :v', { ':z': n(0), ':v': n(1) }, { num: n(1) }],
  ['SET zz = if_not_exists(num, :z)', { ':z': n(0) }, { zz: n(5) }],
  ['SET num = if_not_exists(str, zz)', {}, NOT_THERE],
  ['SET fresh = pk', {}, { fresh: s('p') }],
  ['SET num = zz + :v', { ':v': n(1) }, NOT_THERE],
  ['SET num = str + :v', { ':v': n(1) }, BAD_TYPE],
  ['SET str = num, num = :v', { ':v': n(7) }, { str: n(5), num: n(7) }],
  ['SET l = list_append(l, :v)', { ':v': list(s('e')) }, { l: list(n(0), n(1), n(2), s('e')) }],
  ['SET l = list_append(:v, l)', { ':v': list(s('e')) }, { l: list(s('e'), n(0), n(1), n(2)) }],
  ['SET l = list_append(str, :v)', { ':v': list() }, BAD_TYPE],
  ['SET l[1] = :v', { ':v': s('e') }, { l: list(n(0), s('e'), n(2)) }],
  [
    'SET l[9] = :a, l[7] = :b',
    { ':a': s('nine'), ':b': s('seven') },
    { l: list(n(0), n(1), n(2), s('seven'), s('nine')) },
  ],
  ['SET m.z = :v', { ':v': s('z') }, { m: map({ x: n(1), deep: map({ y: s('y') }), z: s('z') }) }],
  ['SET m.deep.y = m.x', {}, { m: map({ x: n(1), deep: map({ y: n(1) }) }) }],
  ['SET zz.x = :v', { ':v': n(1) }, BAD_PATH],
  ['SET m.zz.x = :v', { ':v': n(1) }, BAD_PATH],
  ['SET str[0] = :v', { ':v': n(1) }, BAD_PATH],
  ['SET m[0] = :v', { ':v': n(1) }, BAD_PATH],
  ['SET l.x = :v', { ':v': n(1) }, BAD_PATH],
  ['REMOVE str, zz', {}, { str: undefined }],
  ['REMOVE l[0], l[2]', {}, { l: list(n(1)) }],
  ['REMOVE l[7]', {}, {}],
  ['REMOVE m.x', {}, { m: map({ deep: map({ y: s('y') }) }) }],
  ['REMOVE m.zz', {}, {}],
  ['REMOVE zz.x', {}, BAD_PATH],
  ['SET l[0] = :v REMOVE l[1]', { ':v': s('e') }, { l: list(s('e'), n(2)) }],
  ['ADD num :v', { ':v': n(-7) }, { num: n(-2) }],
  ['ADD zz :v', { ':v': n(3) }, { zz: n(3) }],
  ['ADD ss :v', { ':v': { SS: ['b', 'c'] } }, { ss: { SS: ['a', 'b', 'c'] } }],
  ['ADD zz :v', { ':v': { SS: ['c'] } }, { zz: { SS: ['c'] } }],
  ['ADD m.x :v', { ':v': n(1) }, { m: map({ x: n(2), deep: map({ y: s('y') }) }) }],
  ['ADD ss :v', { ':v': n(1) }, BAD_TYPE],
  ['ADD str :v', { ':v': n(1) }, BAD_TYPE],
  ['ADD ss :v', { ':v': { NS: ['1'] } }, BAD_TYPE],
  ['DELETE ss :v', { ':v': { SS: ['a', 'z'] } }, { ss: { SS: ['b'] } }],
  ['DELETE ss :v', { ':v': { SS: ['a', 'b'] } }, { ss: undefined }],
  ['DELETE ns :v', { ':v': { NS: ['1.0'] } }, { ns: undefined }],
  ['DELETE zz :v', { ':v': { SS: ['a'] } }, {}],
  ['DELETE zz.x :v', { ':v': { SS: ['a'] } }, BAD_PATH],
  ['DELETE ss :v', { ':v': { NS: ['1'] } }, BAD_TYPE],
  ['SET pk = :v', { ':v': s('x') }, `${INVALID}Cannot update attribute pk. This attribute is part of the key`],
  ['REMOVE sk', {}, `${INVALID}Cannot update attribute sk. This attribute is part of the key`],
];

function changed(outcome: Readonly<Record<string, AttributeValue | undefined>>): Item {
  const after = Object.entries({ ...before, ...outcome }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(after) as Item;
}

const effects = rows.map(([update, values, outcome]): Case => {
  const given = Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values };
  const call = ['UpdateItem', on({ Key: key, UpdateExpression: update, ...given })] as const;
  const name = `${update}  ${JSON.stringify(values)}`;
  return typeof outcome === 'string'
    ? { name: `refuses ${name}`, given: [before], call, fails: [VALIDATION, outcome], leaves: [before] }
    : { name: `does ${name}`, given: [before], call, answers: {}, leaves: [changed(outcome)] };
});

const FRAGMENT = 'DynamoDB Local shows whole attributes; the service the changed parts (extenddb, pull request 105)';

const returning = (ReturnValues: string, attributes: Item | undefined): Case => ({
  ...(ReturnValues.startsWith('UPDATED') ? { engineOnly: FRAGMENT } : {}),
  name: `answers ${ReturnValues}`,
  given: [item({ num: n(1), keep: s('k'), m: map({ x: n(1), y: n(2) }), l: list(n(0), n(1)) })],
  call: [
    'UpdateItem',
    on({
      Key: key,
      UpdateExpression: 'SET num = :v, m.x = :v, l[1] = :v, fresh = :v REMOVE gone',
      ExpressionAttributeValues: { ':v': n(9) },
      ReturnValues,
    }),
  ],
  answers: { Attributes: attributes },
});

const whole = (num: AttributeValue, more: Item): Item =>
  item({ num, keep: s('k'), m: map({ x: num, y: n(2) }), l: list(n(0), num), ...more });

export const updateCases: readonly Case[] = [
  ...effects,
  returning('NONE', undefined),
  returning('ALL_OLD', whole(n(1), {})),
  returning('ALL_NEW', whole(n(9), { fresh: n(9) })),
  returning('UPDATED_OLD', { num: n(1), m: map({ x: n(1) }), l: list(n(1)) }),
  returning('UPDATED_NEW', { num: n(9), m: map({ x: n(9) }), l: list(n(9)), fresh: n(9) }),
  {
    name: 'answers UPDATED_NEW with nothing for what is removed',
    given: [item({ l: list(n(0), n(1)), x: s('x') })],
    call: ['UpdateItem', on({ Key: key, UpdateExpression: 'REMOVE l[0], x', ReturnValues: 'UPDATED_NEW' })],
    answers: { Attributes: undefined },
    engineOnly: FRAGMENT,
  },
  {
    name: 'makes an item that is not there',
    call: ['UpdateItem', on({ Key: key, UpdateExpression: 'ADD num :v', ExpressionAttributeValues: { ':v': n(2) } })],
    answers: {},
    leaves: [item({ num: n(2) })],
  },
  {
    name: 'makes an item of a key alone, without an expression',
    call: ['UpdateItem', on({ Key: key, ReturnValues: 'ALL_NEW' })],
    answers: { Attributes: key },
    leaves: [key],
  },
  {
    name: 'looks at the condition before it applies the update',
    given: [before],
    call: [
      'UpdateItem',
      on({
        Key: key,
        UpdateExpression: 'SET num = zz + :v',
        ConditionExpression: 'num = :v',
        ExpressionAttributeValues: { ':v': n(1) },
      }),
    ],
    fails: ['ConditionalCheckFailedException'],
  },
  {
    name: 'refuses a sum of more than 38 digits',
    given: [item({ num: n('1e100') })],
    call: [
      'UpdateItem',
      on({ Key: key, UpdateExpression: 'SET num = num + :v', ExpressionAttributeValues: { ':v': n(1) } }),
    ],
    fails: [VALIDATION, 'Attempting to store more than 38 significant digits in a Number'],
    localMessage: null,
    leaves: [item({ num: n('1e100') })],
  },
  {
    name: 'adds exactly, beyond 2^53 and behind the point',
    given: [item({ num: n('9007199254740993') })],
    call: [
      'UpdateItem',
      on({
        Key: key,
        UpdateExpression: 'SET num = num + :v',
        ExpressionAttributeValues: { ':v': n('0.1') },
        ReturnValues: 'UPDATED_NEW',
      }),
    ],
    answers: { Attributes: { num: n('9007199254740993.1') } },
  },
  {
    name: 'refuses an item that grows over 400 KB',
    given: [item({ a: s('x'.repeat(300_000)) })],
    call: [
      'UpdateItem',
      on({ Key: key, UpdateExpression: 'SET c = :v', ExpressionAttributeValues: { ':v': s('x'.repeat(110_000)) } }),
    ],
    fails: [VALIDATION, 'Item size to update has exceeded the maximum allowed size'],
  },
  {
    name: 'refuses an index key of another type',
    given: [before],
    call: ['UpdateItem', on({ Key: key, UpdateExpression: 'SET k1 = :v', ExpressionAttributeValues: { ':v': n(1) } })],
    fails: [VALIDATION],
    leaves: [before],
  },
];
