import { describe, expect, test } from 'vitest';
import { compileEventPattern } from '../../infra/local/bus/pattern.ts';
import type { Json } from '../../infra/local/template/template.ts';

const ec2: Json = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2017-12-22T18:43:48Z',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: { 'instance-id': 'i-1234567890abcdef0', state: 'terminated' },
};
const detail = (fields: Json): Json => ({ detail: fields });

/** Pattern, event, whether they match: from the examples and statements of the EventBridge user guide. */
const cases: readonly [string, Json, Json, boolean][] = [
  ['all fields equal', { source: ['aws.ec2'], detail: { state: ['terminated'] } }, ec2, true],
  ['one of several values', { source: ['aws.ec2', 'aws.fargate'] }, ec2, true],
  ['one field differs', { source: ['aws.ec2'], detail: { state: ['running'] } }, ec2, false],
  ['a field is missing', { detail: { nothing: ['x'] } }, ec2, false],
  ['an element of a list', { resources: [{ prefix: 'arn:aws:ec2:us-west-1' }] }, ec2, true],
  ['empty text', detail({ eventVersion: [''] }), detail({ eventVersion: '' }), true],
  ['null', detail({ UserID: [null] }), detail({ UserID: null }), true],
  ['null is not absent', detail({ UserID: [null] }), detail({}), false],
  ['a boolean', detail({ ok: [true] }), detail({ ok: true }), true],
  ['a boolean is no text', detail({ ok: [true] }), detail({ ok: 'true' }), false],
  ['a number', detail({ price: [100] }), detail({ price: 100 }), true],
  ['a number is no text', detail({ price: [100] }), detail({ price: '100' }), false],
  ['prefix', { time: [{ prefix: '2017-10-02' }] }, { time: '2017-10-02T18:43:48Z' }, true],
  ['prefix of a number', detail({ a: [{ prefix: '1' }] }), detail({ a: 1 }), false],
  [
    'prefix ignoring case',
    { service: [{ prefix: { 'equals-ignore-case': 'EventB' } }] },
    { service: 'EVENTBridge' },
    true,
  ],
  ['suffix', { FileName: [{ suffix: '.png' }] }, { FileName: 'a.png' }, true],
  ['suffix ignoring case', { FileName: [{ suffix: { 'equals-ignore-case': '.png' } }] }, { FileName: 'a.PNG' }, true],
  ['anything-but a text', detail({ state: [{ 'anything-but': 'initializing' }] }), detail({ state: 'running' }), true],
  [
    'anything-but the text',
    detail({ state: [{ 'anything-but': 'initializing' }] }),
    detail({ state: 'initializing' }),
    false,
  ],
  ['anything-but nothing', detail({ state: [{ 'anything-but': 'initializing' }] }), detail({}), false],
  ['anything-but a number', detail({ x: [{ 'anything-but': 123 }] }), detail({ x: 124 }), true],
  [
    'anything-but a list',
    detail({ x: [{ 'anything-but': ['stopped', 'overloaded'] }] }),
    detail({ x: 'stopped' }),
    false,
  ],
  ['anything-but numbers', detail({ x: [{ 'anything-but': [100, 200, 300] }] }), detail({ x: 150 }), true],
  [
    'anything-but prefix',
    detail({ state: [{ 'anything-but': { prefix: 'init' } }] }),
    detail({ state: 'initial' }),
    false,
  ],
  ['anything-but prefixes', detail({ s: [{ 'anything-but': { prefix: ['a', 'b'] } }] }), detail({ s: 'c' }), true],
  ['anything-but suffix', detail({ f: [{ 'anything-but': { suffix: '.txt' } }] }), detail({ f: 'a.png' }), true],
  [
    'anything-but suffixes',
    detail({ f: [{ 'anything-but': { suffix: ['.txt', '.rtf'] } }] }),
    detail({ f: 'a.rtf' }),
    false,
  ],
  [
    'anything-but ignoring case',
    detail({ state: [{ 'anything-but': { 'equals-ignore-case': ['initializing', 'stopped'] } }] }),
    detail({ state: 'STOPPED' }),
    false,
  ],
  [
    'anything-but wildcard',
    detail({ p: [{ 'anything-but': { wildcard: '*/lib/*' } }] }),
    detail({ p: 'a/lib/b' }),
    false,
  ],
  ['numeric equal', detail({ c: [{ numeric: ['=', 3.018e2] }] }), detail({ c: 301.8 }), true],
  ['numeric range', detail({ c: [{ numeric: ['>', 0, '<=', 5] }] }), detail({ c: 5 }), true],
  ['out of the range', detail({ c: [{ numeric: ['>', 0, '<=', 5] }] }), detail({ c: 0 }), false],
  ['numeric of a text', detail({ c: [{ numeric: ['>', 0] }] }), detail({ c: '1' }), false],
  ['exists', detail({ state: [{ exists: true }] }), detail({ state: 'x' }), true],
  ['exists, but is absent', detail({ state: [{ exists: true }] }), detail({ other: 1 }), false],
  ['exists not', detail({ state: [{ exists: false }] }), detail({ other: 1 }), true],
  ['exists not, but does', detail({ state: [{ exists: false }] }), detail({ state: null }), false],
  ['exists is for leaves', detail({ state: [{ exists: true }] }), detail({ state: { inner: 1 } }), false],
  ['an absent parent', { detail: { a: { b: [{ exists: false }] } } }, { source: 'x' }, true],
  [
    'equals ignoring case',
    { 'detail-type': [{ 'equals-ignore-case': 'ec2 INSTANCE state-change notification' }] },
    ec2,
    true,
  ],
  ['wildcard', { EventBusArn: [{ wildcard: 'arn:*:event-bus/*' }] }, { EventBusArn: 'arn:x:event-bus/y' }, true],
  ['an escaped asterisk', { f: [{ wildcard: 'a\\*b' }] }, { f: 'a*b' }, true],
  ['an escaped asterisk is no wildcard', { f: [{ wildcard: 'a\\*b' }] }, { f: 'axb' }, false],
  ['and of fields, or of values', { a: [1, 2], b: [{ exists: false }] }, { a: 2 }, true],
  [
    '$or: the second holds',
    {
      source: ['aws.cloudwatch'],
      detail: { $or: [{ cnt: [{ numeric: ['>', 0] }] }, { location: [{ prefix: 'EU-' }] }] },
    },
    { source: 'aws.cloudwatch', detail: { cnt: 0, location: 'EU-west' } },
    true,
  ],
  ['$or: none holds', detail({ $or: [{ a: [1] }, { b: [2] }] }), detail({ a: 2, b: 1 }), false],
  ['$or beside a field', detail({ c: [3], $or: [{ a: [1] }, { b: [2] }] }), detail({ a: 1, c: 4 }), false],
  ['$or within $or', { $or: [{ a: [1] }, { $or: [{ b: [2] }, { c: [3] }] }] }, { c: 3 }, true],
  ['fields of one element', { users: { n: ['Ann'], a: [1] } }, { users: [{ n: 'Ann', a: 1 }] }, true],
  [
    'fields of two elements',
    { users: { n: ['Ann'], a: [1] } },
    {
      users: [
        { n: 'Ann', a: 2 },
        { n: 'Bob', a: 1 },
      ],
    },
    false,
  ],
];

describe('event patterns', () => {
  test.each(cases)('%s', (_, pattern, event, expected) => {
    expect(compileEventPattern(pattern)(event)).toBe(expected);
  });

  test.each<[string, Json, RegExp]>([
    ['cidr', { ip: [{ cidr: '10.0.0.0/24' }] }, /operator cidr is not known/],
    ['an invented operator', { a: [{ contains: 'x' }] }, /at a: the operator contains/],
    ['a bare value', { a: 'x' }, /must hold an object or a list/],
    ['an empty list', { a: [] }, /empty list/],
    ['two operators in one object', { a: [{ prefix: 'x', suffix: 'y' }] }, /one operator/],
    ['$or of one', { $or: [{ a: [1] }] }, /at least two/],
    ['two asterisks in a row', { a: [{ wildcard: 'a**b' }] }, /two asterisks/],
    ['a number beyond the range', { a: [{ numeric: ['>', 6e9] }] }, /no comparison/],
    [
      'anything-but of an unknown operator',
      { a: [{ 'anything-but': { numeric: ['=', 1] } }] },
      /does not take numeric/,
    ],
  ])('refuses %s by name', (_, pattern, message) => {
    expect(() => compileEventPattern(pattern)).toThrow(message);
  });

  test('filters of event sources know fewer operators', () => {
    expect(() => compileEventPattern({ a: [{ wildcard: 'x*' }] }, 'source')).toThrow(/not supported for event sources/);
    expect(() => compileEventPattern({ a: [{ 'anything-but': { prefix: 'x' } }] }, 'source')).toThrow(/not supported/);
    expect(compileEventPattern({ a: [{ 'anything-but': ['x'] }] }, 'source')({ a: 'y' })).toBe(true);
  });
});
