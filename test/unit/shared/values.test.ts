import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fromScaled,
  mulDiv,
  OutOfRange,
  Quantity,
  roundUpTo,
  SCALE,
  SignedQuantity,
  scaled,
  toScaled,
} from '../../../shared/values/decimal.ts';
import { derivedId, idSchema, idSource, timeOfId } from '../../../shared/values/ids.ts';
import {
  allocateMinor,
  extend,
  MoneyOrZero,
  parseMinor,
  parseUnitPrice,
  sumMinor,
  toMoney,
  unitPriceOf,
  unitPriceToMoney,
} from '../../../shared/values/money.ts';
import { addDays, daysBetween, todayOn } from '../../../shared/values/time.ts';
import { seededBytes } from '../../harness/engine-runtime.ts';

describe('quantities', () => {
  it('are exact in both directions for every scaled integer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999 * SCALE, max: 999_999_999 * SCALE }),
        (value) => toScaled(fromScaled(value)) === value,
      ),
    );
  });
  it.each([
    ['1', true],
    ['0.000001', true],
    ['999999999.999999', true],
    ['0', false],
    ['-1', false],
    ['1e3', false],
    ['01', false],
    ['1.0000001', false],
    ['1000000000', false],
    ['', false],
    [' 1', false],
    ['١', false],
    ['NaN', false],
    ['0x10', false],
  ])('%s on the wire is accepted: %s', (text, accepted) => {
    expect(Quantity.safeParse(text).success).toBe(accepted);
  });
  it.each([
    ['-3', true],
    ['0', false],
    ['-0.0', false],
    ['3', true],
  ])('%s as a signed quantity is accepted: %s', (text, accepted) => {
    expect(SignedQuantity.safeParse(text).success).toBe(accepted);
  });
  it.each([10 ** 15, -(10 ** 15), 2 ** 53, Number.NaN])('are kept and told below 10^9 units only: not %d', (value) => {
    expect(() => scaled(value)).toThrow(OutOfRange);
    expect(() => fromScaled(value)).toThrow(OutOfRange);
    expect(scaled(10 ** 15 - 1)).toBe(toScaled('999999999.999999'));
  });
  it('round up to a step', () => {
    expect(fromScaled(roundUpTo(toScaled('20'), toScaled('12')))).toBe('24');
    expect(fromScaled(roundUpTo(toScaled('24'), toScaled('12')))).toBe('24');
  });
  it('mulDiv rounds half away from zero and stays exact beyond 2^53 on the way', () => {
    expect([mulDiv(5, 1, 2), mulDiv(-5, 1, 2), mulDiv(9_007_199_254_740_991, 1_000_000, 1_000_000)]).toEqual([
      3, -3, 9_007_199_254_740_991,
    ]);
    expect(() => mulDiv(9_007_199_254_740_991, 2, 1)).toThrow(RangeError);
  });
});

describe('money', () => {
  it.each([
    ['1234.50', 'EUR', 123_450],
    ['0.01', 'EUR', 1],
    ['-12', 'EUR', -1_200],
    ['100', 'JPY', 100],
    ['1.234', 'KWD', 1_234],
    ['1.5', 'JPY', undefined],
    ['0.001', 'EUR', undefined],
    ['1.500000', 'EUR', 150],
  ])('%s %s is %s minor units', (amount, currency, minor) => {
    expect(parseMinor(amount, currency)).toBe(minor);
  });
  it('goes out as it came in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.constantFrom('EUR', 'JPY', 'KWD'),
        (minor, currency) => parseMinor(toMoney(minor, currency).amount, currency) === minor,
      ),
    );
  });
  it.each([
    ['2', '0.335', 'EUR', 67],
    ['3', '0.005', 'EUR', 2],
    ['1', '0.005', 'EUR', 1],
    ['0.5', '3', 'JPY', 2],
    ['1.5', '10.333333', 'EUR', 1_550],
  ])('%s at %s %s comes to %s minor units, rounded half away from zero', (quantity, price, currency, minor) => {
    expect(extend(toScaled(quantity), parseUnitPrice(price), currency)).toBe(minor);
  });
  it('shows a unit price with the currency’s digits at least', () => {
    expect(unitPriceToMoney(parseUnitPrice('10'), 'EUR')).toEqual({ amount: '10.00', currency: 'EUR' });
    expect(unitPriceToMoney(parseUnitPrice('0.1234'), 'EUR')).toEqual({ amount: '0.1234', currency: 'EUR' });
    expect(unitPriceToMoney(parseUnitPrice('7'), 'JPY')).toEqual({ amount: '7', currency: 'JPY' });
  });
  it('a unit price of a total brings the total back for whole quantities', () => {
    expect(unitPriceOf(1_000, toScaled('3'), 'EUR')).toBe(parseUnitPrice('3.333333'));
  });
  it('splits without losing a minor unit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.nat(1e6), { minLength: 1, maxLength: 20 }),
        (total, weights) => sumMinor(allocateMinor(total, weights, 'EUR'), 'EUR') === total,
      ),
    );
  });
  it.each([
    ['-1', 'EUR'],
    ['1', 'eur'],
    ['1', 'XXQ'],
    ['1,5', 'EUR'],
    ['', 'EUR'],
    ['1e2', 'EUR'],
  ])('refuses %s %s', (amount, currency) => {
    expect(MoneyOrZero.safeParse({ amount, currency }).success).toBe(false);
  });
});

describe('ids', () => {
  it('sort by time, increase within a millisecond and never repeat', () => {
    let now = 1_000_000;
    const ids = idSource(() => now, seededBytes('ids'));
    const made = Array.from({ length: 2_000 }, (_, index) => {
      if (index % 100 === 0) now += 1;
      return ids.next('ord');
    });
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
    expect(made.every((id) => idSchema('ord').safeParse(id).success)).toBe(true);
    expect(timeOfId(made.at(-1) ?? '')).toBe(now);
  });
  it('have a time that can be read: beyond 7 in the first place there is none', () => {
    const last = `jnl_7${'z'.repeat(25)}`;
    expect([idSchema('jnl').safeParse(last).success, timeOfId(last)]).toEqual([true, 2 ** 48 - 1]);
    expect(idSchema('jnl').safeParse(`jnl_8${'0'.repeat(25)}`).success).toBe(false);
  });
  it('do not go back when the clock does', () => {
    let now = 5_000;
    const ids = idSource(() => now, seededBytes('skew'));
    const first = ids.next('ord');
    now = 1_000;
    expect(ids.next('ord') > first).toBe(true);
  });
  it('derived ids are the same for the same cause, another for another, and sort with their cause', () => {
    const opportunity = 'opp_01hzzzzzzz0000000000000000';
    const id = derivedId('ord', 'ten_01hzzzzzzz0000000000000000', opportunity, '1');
    expect(derivedId('ord', 'ten_01hzzzzzzz0000000000000000', opportunity, '1')).toBe(id);
    expect(derivedId('ord', 'ten_01hzzzzzzz0000000000000000', opportunity, '2')).not.toBe(id);
    expect(id.startsWith('ord_01hzzzzzzz')).toBe(true);
    expect(idSchema('ord').safeParse(id).success).toBe(true);
  });
});

describe('dates', () => {
  it('G5: five days before 15 May is 10 May', () => {
    expect(addDays('2026-05-15', -5)).toBe('2026-05-10');
  });
  it('cross a leap day and a year', () => {
    expect([addDays('2028-02-28', 1), addDays('2026-12-31', 1), daysBetween('2026-12-31', '2028-03-01')]).toEqual([
      '2028-02-29',
      '2027-01-01',
      426,
    ]);
  });
  it('are the tenant’s, not the server’s', () => {
    const clock = { now: () => Date.parse('2026-11-24T23:30:00Z') };
    expect([todayOn(clock), todayOn(clock, 'Asia/Shanghai'), todayOn(clock, 'America/New_York')]).toEqual([
      '2026-11-24',
      '2026-11-25',
      '2026-11-24',
    ]);
  });
});
