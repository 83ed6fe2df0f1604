// What may be stored, and how it comes back.
import type { AttributeValue } from '../../../infra/local/table/index.ts';
import { b, type Case, INVALID, item, list, map, n, on, s, VALIDATION } from './case.ts';

const stored = (name: string, given: AttributeValue, back: AttributeValue = given): Case => ({
  name: `stores ${name}`,
  call: ['PutItem', on({ Item: item({ a: given }) })],
  answers: {},
  leaves: [item({ a: back })],
});

const refused = (name: string, given: unknown, message: string, localMessage?: string | null): Case => ({
  name: `refuses ${name}`,
  call: ['PutItem', on({ Item: { ...item(), a: given } })],
  fails: [VALIDATION, message],
  ...(localMessage === undefined ? {} : { localMessage }),
  leaves: [],
});

const nested = (levels: number): AttributeValue => {
  let value: AttributeValue = s('leaf');
  for (let level = 0; level < levels; level += 1) {
    value = map({ n: value });
  }
  return value;
};

const NOT_A_NUMBER = 'The parameter cannot be converted to a numeric value';
const LOCAL_NOT_A_NUMBER = 'A value provided cannot be converted into a number';
const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
const UNDERFLOW = 'Number underflow. Attempting to store a number with magnitude smaller than supported range';
const PRECISION = 'Attempting to store more than 38 significant digits in a Number';
const LOCAL_PRECISION = 'DynamoDB only supports precision up to 38 digits';
const ONE_TYPE = 'must contain exactly one of the supported datatypes';
const TOO_DEEP =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit';
const EMPTY_KEY =
  'One or more parameter values are not valid. ' +
  'The AttributeValue for a key attribute cannot contain an empty string value. Key: sk';
// The key p|s: 2 + 1 + 2 + 1 bytes, the name a: 1 byte.
const ROOM = 400 * 1024 - 7;

export const valueCases: readonly Case[] = [
  stored('a string with characters beyond the basic plane', s('日本 \u{1f600} é')),
  stored('an empty string that is no key', s('')),
  stored('an empty binary that is no key', { B: '' }),
  stored('a binary', b('\u0000\u00ff')),
  stored('true and false', list({ BOOL: true }, { BOOL: false })),
  stored('null', { NULL: true }),
  stored('an empty list and an empty map', list({ L: [] }, { M: {} })),
  stored('a set of each kind', list({ SS: ['x', ''] }, { NS: ['1', '2.5'] }, { BS: ['AA==', ''] })),
  stored('attribute names that objects of JavaScript have already', map({ constructor: s('c'), toString: s('t') })),
  stored('names with dots, blanks and brackets', map({ 'a.b': s('x'), 'c d': s('y'), 'e[0]': s('z') })),
  stored('a value of 32 levels', nested(31)),
  stored('an item of exactly 400 KB', s('x'.repeat(ROOM))),
  stored('an integer beyond 2^53', n('9007199254740993')),
  stored('38 digits', n('12345678901234567890123456789012345678')),
  stored('the largest number', n('9.9e125'), n(`99${'0'.repeat(124)}`)),
  stored(
    'the smallest numbers',
    list(n('1e-130'), n('-1e-130')),
    list(n(`0.${'0'.repeat(129)}1`), n(`-0.${'0'.repeat(129)}1`)),
  ),
  stored(
    'numbers in plain form',
    list(n('007'), n('+5'), n('-0'), n('1E+3'), n('1.50'), n('.5'), n('5.'), n('0e999')),
    list(n('7'), n('5'), n('0'), n('1000'), n('1.5'), n('0.5'), n('5'), n('0')),
  ),
  refused('a value of 33 levels', nested(32), TOO_DEEP),
  refused(
    'an item of one byte more than 400 KB',
    s('x'.repeat(ROOM + 1)),
    'Item size has exceeded the maximum allowed size',
  ),
  refused('39 digits', n('123456789012345678901234567890123456789'), PRECISION, LOCAL_PRECISION),
  refused('a number that is too large', n('1e126'), OVERFLOW),
  refused('a number that is too large below zero', n('-1e126'), OVERFLOW),
  refused('a number that is too small', n('1e-131'), UNDERFLOW),
  refused('letters as a number', n('abc'), `${NOT_A_NUMBER}: abc`, LOCAL_NOT_A_NUMBER),
  refused('blanks in a number', n(' 1'), `${NOT_A_NUMBER}:  1`, LOCAL_NOT_A_NUMBER),
  refused('hexadecimal digits', n('0x10'), `${NOT_A_NUMBER}: 0x10`, LOCAL_NOT_A_NUMBER),
  refused('an empty number', n(''), NOT_A_NUMBER, LOCAL_NOT_A_NUMBER),
  refused(
    'two types at once',
    { S: 'x', N: '1' },
    `Supplied AttributeValue has more than one datatypes set, ${ONE_TYPE}`,
  ),
  refused('no type', {}, `Supplied AttributeValue is empty, ${ONE_TYPE}`),
  refused('an unknown type', { X: '1' }, `Supplied AttributeValue is empty, ${ONE_TYPE}`),
  refused('NULL that is false', { NULL: false }, `${INVALID}Null attribute value types must have the value of true`),
  refused('an empty string set', { SS: [] }, `${INVALID}An string set  may not be empty`),
  refused('an empty number set', { NS: [] }, `${INVALID}An number set  may not be empty`),
  refused('an empty binary set', { BS: [] }, `${INVALID}Binary sets should not be empty`),
  refused(
    'a string twice in a set',
    { SS: ['a', 'a'] },
    `${INVALID}Input collection [a, a] contains duplicates.`,
    null,
  ),
  refused(
    'a number twice in a set, however written',
    { NS: ['1', '1.0'] },
    `${INVALID}Input collection [1, 1.0] contains duplicates.`,
    null,
  ),
  refused('an empty attribute name', map({ '': s('x') }), 'Empty attribute name'),
  {
    name: 'refuses half of a surrogate pair',
    call: ['PutItem', on({ Item: item({ a: s('\ud800') }) })],
    fails: ['SerializationException'],
    engineOnly: 'the wire is UTF-8, which cannot carry it; DynamoDB Local never sees it',
  },
  {
    name: 'refuses text that is not base64 as a binary',
    call: ['PutItem', on({ Item: item({ a: { B: '!!' } }) })],
    fails: ['SerializationException'],
    engineOnly: 'DynamoDB Local answers with an internal failure',
  },
  {
    name: 'refuses a number that is not written as a string',
    call: ['PutItem', on({ Item: { ...item(), a: { N: 1 } } })],
    fails: ['SerializationException'],
    engineOnly: 'DynamoDB Local converts it, the service does not',
  },
  {
    name: 'refuses an empty sort key',
    call: ['PutItem', on({ Item: item({ sk: s('') }) })],
    fails: [VALIDATION, EMPTY_KEY],
  },
  {
    name: 'refuses an item without its sort key',
    call: ['PutItem', on({ Item: { pk: s('p') } })],
    fails: [VALIDATION, `${INVALID}Missing the key sk in the item`],
    localMessage: 'One of the required keys was not given a value',
  },
  {
    name: 'refuses a key of another type',
    call: ['PutItem', on({ Item: item({ sk: n(1) }) })],
    fails: [VALIDATION, `${INVALID}Type mismatch for key sk expected: S actual: N`],
    localMessage: `${INVALID}Type mismatch for key`,
  },
  {
    name: 'refuses an index key of another type',
    call: ['PutItem', on({ Item: item({ g1: s('g'), g2: s('1') }) })],
    fails: [VALIDATION, `${INVALID}Type mismatch for Index Key g2 Expected: N Actual: S IndexName: byGroup`],
    localMessage: `${INVALID}Type mismatch for Index Key`,
  },
  {
    name: 'refuses an index key that is empty',
    call: ['PutItem', on({ Item: item({ k1: s('') }) })],
    fails: [VALIDATION],
  },
  {
    name: 'refuses a partition key over 2,048 bytes',
    call: ['PutItem', on({ Item: item({ pk: s('x'.repeat(2049)) }) })],
    fails: [VALIDATION, `${INVALID}Size of hashkey has exceeded the maximum size limit of2048 bytes`],
    localMessage: null,
  },
  {
    name: 'takes a partition key of 2,048 bytes and a sort key of 1,024',
    call: ['PutItem', on({ Item: item({ pk: s('x'.repeat(2048)), sk: s('é'.repeat(512)) }) })],
    answers: {},
  },
  {
    name: 'refuses a sort key over 1,024 bytes, counted in UTF-8',
    call: ['PutItem', on({ Item: item({ sk: s(`${'é'.repeat(512)}x`) }) })],
    fails: [VALIDATION, `${INVALID}Aggregated size of all range keys has exceeded the size limit of 1024 bytes`],
    localMessage: null,
  },
];
