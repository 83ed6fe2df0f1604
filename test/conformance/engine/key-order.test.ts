// Keys as bytes must be in the order of the values that they stand for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addNumbers,
  compareDecimals,
  encodeDecimal,
  formatDecimal,
  parseDecimal,
} from '../../../infra/local/table/decimal.ts';
import { encodeKeyValue } from '../../../infra/local/table/key-encoding.ts';

// Whole numbers of up to 38 digits, shifted over the whole range that DynamoDB has.
const numberText = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -130, max: 87 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`)
  .filter((text) => {
    try {
      parseDecimal(text);
      return true;
    } catch {
      return false;
    }
  });

/** The value times 10^200, exactly. */
function scaled(text: string): bigint {
  const [digits = '0', exponent = '0'] = text.split('e');
  return BigInt(digits) * 10n ** BigInt(Number(exponent) + 200);
}

const order = (left: bigint, right: bigint) => (left < right ? -1 : left > right ? 1 : 0);

describe('keys as bytes', () => {
  it('of numbers are in the order of the numbers, over the whole range', () => {
    fc.assert(
      fc.property(numberText, numberText, (one, two) => {
        const expected = order(scaled(one), scaled(two));
        const [left, right] = [parseDecimal(one), parseDecimal(two)];
        expect(Math.sign(compareDecimals(left, right))).toBe(expected);
        expect(Math.sign(Buffer.compare(encodeDecimal(left), encodeDecimal(right)))).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('of near numbers are in the order of the numbers', () => {
    const near = fc
      .tuple(fc.integer({ min: -200, max: 200 }), fc.constantFrom(-2, -1, 0, 1))
      .map(([a, b]) => `${a}e${b}`);
    fc.assert(
      fc.property(near, near, (one, two) => {
        const bytes = [one, two].map((text) => encodeDecimal(parseDecimal(text))) as [Buffer, Buffer];
        expect(Math.sign(Buffer.compare(...bytes))).toBe(order(scaled(one), scaled(two)));
      }),
      { numRuns: 3000 },
    );
  });

  it('of strings are in the order of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.string({ unit: 'binary', minLength: 1 }),
        (one, two) => {
          const points = [one, two].map((text) => [...text].map((each) => each.codePointAt(0) ?? 0));
          const expected = Math.sign(comparePoints(points[0] ?? [], points[1] ?? []));
          const bytes = [one, two].map((S) => encodeKeyValue({ S })) as [Buffer, Buffer];
          expect(Math.sign(Buffer.compare(...bytes))).toBe(expected);
        },
      ),
    );
  });
});

describe('numbers', () => {
  it('are written so that they are read as the same', () => {
    fc.assert(
      fc.property(numberText, (text) => {
        const plain = formatDecimal(parseDecimal(text));
        expect(plain).toMatch(/^-?\d+(\.\d*[1-9])?$/);
        expect(formatDecimal(parseDecimal(plain))).toBe(plain);
      }),
    );
  });

  it('are added exactly', () => {
    const small = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(small, small, (one, two) => {
        expect(addNumbers(String(one), String(two), '+')).toBe(String(one + two));
        expect(addNumbers(`${one}e-5`, `${two}e-5`, '-')).toBe(formatDecimal(parseDecimal(`${one - two}e-5`)));
      }),
    );
  });
});

function comparePoints(one: readonly number[], two: readonly number[]): number {
  for (let index = 0; index < Math.min(one.length, two.length); index += 1) {
    const difference = (one[index] ?? 0) - (two[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return one.length - two.length;
}
