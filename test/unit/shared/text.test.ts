import { describe, expect, it } from 'vitest';
import { minorOf } from '../../../shared/values/money.ts';
import { emailAddress, saidFields, textLine } from '../../../shared/values/text.ts';

describe('a line of text', () => {
  it.each([
    ['Anna', true],
    [' a ', true],
    ['', false],
    ['   ', false],
    ['a\nb', false],
    ['\u00a0\u3000', false],
    ['a\u0085', false],
    ['\u3000a', true],
    ['\u200fא', true],
    ['12345678901', false],
  ])('%j is one: %s', (text, isOne) => {
    expect(textLine(10).safeParse(text).success).toBe(isOne);
  });
});

it('an e-mail address has at most 64 characters before its @', () => {
  const isOne = (count: number) => emailAddress(254).safeParse(`${'a'.repeat(count)}@example.com`).success;
  expect([isOne(64), isOne(65)]).toEqual([true, false]);
});

it('a change says what it names; null takes a field away', () => {
  const change = { name: 'Anna', phone: null, email: undefined };
  const said = saidFields<{ name: string; phone: string | undefined; email: string }>(change);
  expect(Object.entries(said)).toEqual([
    ['name', 'Anna'],
    ['phone', undefined],
  ]);
});

it('an amount of an event comes back as the minor units that it was written from, or not at all', () => {
  expect([minorOf({ amount: '-12.30', currency: 'EUR' }), minorOf({ amount: '7', currency: 'JPY' })]).toEqual([
    -1230, 7,
  ]);
  expect(() => minorOf({ amount: '0.005', currency: 'EUR' })).toThrow(RangeError);
});
