/**
 * Scaled decimals: the stored form of every quantity and unit price.
 *
 * A decimal string on the wire ("12.5") is kept as an integer times 10^-6 (12_500_000), so that DynamoDB can compare
 * and add it and no float ever touches it. A value stays below 10^9 units on the wire and in the books alike, also where
 * it follows from others: what could be kept and not be told would be an answer that breaks its own description.
 */
import { z } from 'zod';

export const SCALE_DIGITS = 6;
export const SCALE = 1_000_000;
/** The first scaled integer that the wire form has no digits for; well below 2^53. */
const SCALED_END = 10 ** 9 * SCALE;
/** The wire form of a decimal of either sign. */
export const DECIMAL = /^-?(0|[1-9]\d{0,8})(\.\d{1,6})?$/;

/** An amount or a quantity that follows from others is larger than can be kept exactly. Answered with 422, not 500. */
export class OutOfRange extends RangeError {
  override readonly name = 'OutOfRange';
}

/** A scaled integer (10^-6 of a unit). Branded so that it is not mistaken for minor units of money. */
export type Scaled = number & { readonly __unit: 'scaled 10^-6' };

/** Parses a decimal string of at most 9 integer and 6 fraction digits. Throws on anything else: schemas check first. */
export function toScaled(text: string): Scaled {
  if (!DECIMAL.test(text)) throw new RangeError(`Not a decimal of at most 9.6 digits: ${text}`);
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = Number(whole) * SCALE + Number(fraction.padEnd(SCALE_DIGITS, '0'));
  return (negative && value !== 0 ? -value : value) as Scaled;
}

/** Renders a scaled integer as the shortest decimal string: 12_500_000 → "12.5". @throws OutOfRange from 10^9 units */
export function fromScaled(value: number): string {
  if (!fitsScaled(value)) throw new OutOfRange(`Not a scaled integer below 10^9 units: ${value}`);
  const sign = value < 0 ? '-' : '';
  const absolute = Math.abs(value);
  const fraction = String(absolute % SCALE)
    .padStart(SCALE_DIGITS, '0')
    .replace(/0+$/, '');
  return `${sign}${Math.trunc(absolute / SCALE)}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Whether a sum or a product of scaled values is one itself. */
export const fitsScaled = (value: number): boolean => Number.isSafeInteger(value) && Math.abs(value) < SCALED_END;

/** Brands an integer that is already scaled (a sum or difference of scaled values). @throws OutOfRange from 10^9 units */
export function scaled(value: number): Scaled {
  if (!fitsScaled(value)) throw new OutOfRange(`Not a scaled integer below 10^9 units: ${value}`);
  return value as Scaled;
}

/** `a × b / divisor` on integers, rounded half away from zero; exact beyond 2^53 on the way. */
export function mulDiv(a: number, b: number, divisor: number): number {
  const product = BigInt(a) * BigInt(b);
  const by = BigInt(divisor);
  const negative = product < 0n !== by < 0n;
  const magnitude = product < 0n ? -product : product;
  const size = by < 0n ? -by : by;
  const rounded = (magnitude * 2n + size) / (size * 2n);
  const value = Number(negative ? -rounded : rounded);
  if (!Number.isSafeInteger(value)) throw new OutOfRange('The result does not fit a safe integer');
  return value === 0 ? 0 : value;
}

/** Rounds a scaled quantity up to the next multiple of `step` (scaled, above zero). */
export function roundUpTo(value: number, step: number): Scaled {
  return scaled(Math.ceil(value / step) * step);
}

export const isWhole = (value: number): boolean => value % SCALE === 0;

/** A quantity above zero on the wire. Over-long, negative, zero and exponent forms are refused with their pointer. */
export const Quantity = z
  .string()
  .regex(DECIMAL, 'must be a decimal string of at most 9 integer and 6 fraction digits')
  .refine((text) => !text.startsWith('-') && Number(text) > 0, 'must be greater than zero')
  .meta({ id: 'Quantity', description: 'Decimal string above zero, at most 6 decimals', examples: ['2.5'] });

/** A quantity that may be zero (progress counts, scrap). */
export const QuantityOrZero = z
  .string()
  .regex(DECIMAL, 'must be a decimal string of at most 9 integer and 6 fraction digits')
  .refine((text) => !text.startsWith('-'), 'must not be negative')
  .meta({ id: 'QuantityOrZero', description: 'Decimal string, zero or more', examples: ['2', '0'] });

/** A quantity of either sign other than zero (a stock adjustment). */
export const SignedQuantity = z
  .string()
  .regex(DECIMAL, 'must be a decimal string of at most 9 integer and 6 fraction digits')
  .refine((text) => Number(text) !== 0, 'must not be zero')
  .meta({ id: 'SignedQuantity', description: 'Decimal string other than zero', examples: ['-3'] });
