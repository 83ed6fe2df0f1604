// When a condition holds. All rows look at one item.
import type { AttributeValue, Item } from '../../../infra/local/table/index.ts';
import { b, type Case, item, list, map, n, on, s } from './case.ts';

const subject: Item = item({
  str: s('apple'),
  num: n(10),
  big: n('9007199254740993'),
  bin: b('abc'),
  yes: { BOOL: true },
  nil: { NULL: true },
  words: { SS: ['x', 'y'] },
  nums: { NS: ['1', '2'] },
  bins: { BS: ['AA=='] },
  elems: list(s('a'), n(1), map({ k: s('v') })),
  doc: map({ in: map({ ner: n(5) }), 'a.b': s('dot') }),
});

type Row = readonly [condition: string, holds: boolean, values?: Readonly<Record<string, AttributeValue>>];

const rows: readonly Row[] = [
  ['str = :v', true, { ':v': s('apple') }],
  ['str = :v', false, { ':v': s('Apple') }],
  ['num = :v', true, { ':v': n('1e1') }],
  ['num = :v', false, { ':v': s('10') }],
  ['num <> :v', true, { ':v': s('10') }],
  ['zz = :v', false, { ':v': s('x') }],
  ['zz <> :v', true, { ':v': s('x') }],
  ['NOT zz = :v', true, { ':v': s('x') }],
  ['zz < :v', false, { ':v': s('x') }],
  ['NOT zz < :v', true, { ':v': s('x') }],
  ['big > :v', true, { ':v': n('9007199254740992') }],
  ['big < :v', true, { ':v': n('9007199254740994') }],
  ['num > :v', true, { ':v': n('9') }],
  ['num > :v', false, { ':v': s('9') }],
  ['str < :v', true, { ':v': s('b') }],
  ['str < :v', true, { ':v': s('\u{1d4b3}') }],
  [':a < :b', true, { ':a': s('\uffff'), ':b': s('\u{1d4b3}') }],
  ['bin >= :v', true, { ':v': b('abc') }],
  ['words = :v', true, { ':v': { SS: ['y', 'x'] } }],
  ['words = :v', false, { ':v': { SS: ['y', 'x', 'z'] } }],
  ['nums = :v', true, { ':v': { NS: ['2.0', '1'] } }],
  ['elems = :v', true, { ':v': list(s('a'), n('1.0'), map({ k: s('v') })) }],
  ['elems = :v', false, { ':v': list(n(1), s('a'), map({ k: s('v') })) }],
  ['elems[2].k = :v', true, { ':v': s('v') }],
  ['elems[9] = :v', false, { ':v': s('v') }],
  ['doc.#in.ner = :v', true, { ':v': n(5) }],
  ['doc.#dot = :v', true, { ':v': s('dot') }],
  ['yes = :v', true, { ':v': { BOOL: true } }],
  ['nil = :v', true, { ':v': { NULL: true } }],
  ['num BETWEEN :a AND :b', true, { ':a': n(10), ':b': n(10) }],
  ['num BETWEEN :a AND :b', false, { ':a': n(11), ':b': n(12) }],
  ['num BETWEEN :a AND :b', false, { ':a': s('1'), ':b': s('2') }],
  ['num IN (:a, :b)', true, { ':a': s('10'), ':b': n(10) }],
  ['num IN (:a)', false, { ':a': s('10') }],
  ['zz IN (:a)', false, { ':a': s('10') }],
  ['attribute_exists(doc.#in)', true],
  ['attribute_exists(doc.zz)', false],
  ['attribute_not_exists(zz)', true],
  ['attribute_not_exists(nil)', false],
  ['attribute_type(words, :t)', true, { ':t': s('SS') }],
  ['attribute_type(words, :t)', false, { ':t': s('S') }],
  ['attribute_type(zz, :t)', false, { ':t': s('S') }],
  ['begins_with(str, :v)', true, { ':v': s('app') }],
  ['begins_with(str, :v)', true, { ':v': s('') }],
  ['begins_with(str, :v)', false, { ':v': s('le') }],
  ['begins_with(num, :v)', false, { ':v': s('1') }],
  ['begins_with(bin, :v)', true, { ':v': b('ab') }],
  ['contains(str, :v)', true, { ':v': s('ppl') }],
  ['contains(words, :v)', true, { ':v': s('x') }],
  ['contains(words, :v)', false, { ':v': s('xy') }],
  ['contains(nums, :v)', true, { ':v': n('1.0') }],
  ['contains(nums, :v)', false, { ':v': s('1') }],
  ['contains(bins, :v)', true, { ':v': { B: 'AA==' } }],
  ['contains(elems, :v)', true, { ':v': map({ k: s('v') }) }],
  ['contains(doc, :v)', false, { ':v': s('in') }],
  ['contains(:v, str)', true, { ':v': s('an apple a day') }],
  ['size(str) = :v', true, { ':v': n(5) }],
  ['size(bin) = :v', true, { ':v': n(3) }],
  ['size(words) = :v', true, { ':v': n(2) }],
  ['size(elems) = :v', true, { ':v': n(3) }],
  ['size(doc) = :v', true, { ':v': n(2) }],
  ['size(num) = :v', false, { ':v': n(2) }],
  ['size(zz) >= :v', false, { ':v': n(0) }],
  ['size(str) BETWEEN :a AND :b', true, { ':a': n(1), ':b': n(9) }],
  ['num = :a OR num = :b AND str = :b', true, { ':a': n(10), ':b': n(11) }],
  ['(num = :a OR num = :b) AND str = :b', false, { ':a': n(10), ':b': n(11) }],
  ['NOT num = :a OR num = :b', true, { ':a': n(11), ':b': n(12) }],
  ['NOT (num = :a OR num = :b)', false, { ':a': n(10), ':b': n(12) }],
  ['num = :a and not str = :a or attribute_exists(zz)', true, { ':a': n(10) }],
];

const NAMES: Readonly<Record<string, string>> = { '#in': 'in', '#dot': 'a.b' };

/** Each row as a put of the same item. */
export const conditionCases: readonly Case[] = rows.map(([condition, holds, values]) => {
  const names = Object.fromEntries(Object.entries(NAMES).filter(([name]) => condition.includes(name)));
  return {
    name: `${holds ? 'holds' : 'does not hold'}: ${condition}  ${JSON.stringify(values ?? {})}`,
    given: [subject],
    call: [
      'PutItem',
      on({
        Item: subject,
        ConditionExpression: condition,
        ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
        ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
      }),
    ],
    ...(holds ? { answers: {} } : { fails: ['ConditionalCheckFailedException'] as const }),
  };
});
