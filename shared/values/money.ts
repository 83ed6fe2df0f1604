/**
 * Money: integer minor units with an ISO 4217 currency. dinero.js does the arithmetic that can go wrong (allocation,
 * mixing of currencies); amounts that are stored in one document share its currency and are plain `…Minor` integers.
 */
import { add, allocate, type Dinero, type DineroCurrency, dinero, toSnapshot } from 'dinero.js';
import { z } from 'zod';
import { mulDiv, OutOfRange, SCALE, SCALE_DIGITS, type Scaled, scaled } from './decimal.ts';

/** ISO 4217 minor-unit digits that differ from two. Source: ISO 4217 list one, 2026. */
const DIGITS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export type Money = { readonly amount: string; readonly currency: string };

/** ISO 4217 code, upper case, one that the runtime's CLDR knows. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code in upper case')
  .refine((code) => KNOWN.has(code), 'is not a known ISO 4217 currency')
  .meta({ id: 'Currency', examples: ['EUR'] });

const AMOUNT = /^-?(0|[1-9]\d{0,11})(\.\d{1,6})?$/;
const moneyOf = (rule: (amount: string) => boolean, message: string) =>
  z
    .strictObject({ amount: z.string().regex(AMOUNT, 'must be a decimal string'), currency: Currency })
    .refine(({ amount }) => rule(amount), { path: ['amount'], message });

/** An amount of zero or more on the wire, such as a unit price (up to 6 decimals). */
export const MoneyOrZero = moneyOf((amount) => !amount.startsWith('-'), 'must not be negative').meta({
  id: 'MoneyOrZero',
  examples: [{ amount: '1234.50', currency: 'EUR' }],
});

/** An amount above zero on the wire, such as a payment. */
export const PositiveMoney = moneyOf((amount) => Number(amount) > 0, 'must be greater than zero').meta({
  id: 'PositiveMoney',
  examples: [{ amount: '1234.50', currency: 'EUR' }],
});

/** An amount of either sign in an answer (margin, balance). */
export const SignedMoney = z.strictObject({ amount: z.string(), currency: z.string() }).meta({
  id: 'Money',
  examples: [
    { amount: '1234.50', currency: 'EUR' },
    { amount: '-12.00', currency: 'EUR' },
  ],
});

/** Digits of the minor unit: 2 for EUR, 0 for JPY, 3 for KWD. */
export const minorDigits = (currency: string): number => DIGITS[currency] ?? 2;

/** "1234.50" EUR → 123450. `undefined` when the amount has more decimals than the currency. */
export function parseMinor(amount: string, currency: string): number | undefined {
  const digits = minorDigits(currency);
  const negative = amount.startsWith('-');
  const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
  if (fraction.length > digits && Number(fraction.slice(digits)) !== 0) return undefined;
  const value = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return negative && value !== 0 ? -value : value;
}

/**
 * Minor units of an amount that the system itself wrote, such as one in an event.
 * @throws RangeError where it has more decimals than its currency
 */
export function minorOf({ amount, currency }: Money): number {
  const minor = parseMinor(amount, currency);
  if (minor === undefined) throw new RangeError(`Not an amount in ${currency}: ${amount}`);
  return minor;
}

/** 123450 minor units of EUR → { amount: "1234.50", currency: "EUR" }. */
export const toMoney = (minor: number, currency: string): Money => ({
  amount: minorText(minor, minorDigits(currency)),
  currency,
});

/** 123450 of a unit with two digits → "1234.50". */
export function minorText(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const split = text.length - digits;
  const amount = digits === 0 ? text : `${text.slice(0, split)}.${text.slice(split)}`;
  return minor < 0 ? `-${amount}` : amount;
}

/** Unit price on the wire → scaled 10^-6 of a major unit. */
export function parseUnitPrice(amount: string): Scaled {
  const [whole = '0', fraction = ''] = amount.split('.');
  return scaled(Number(whole) * SCALE + Number(fraction.padEnd(SCALE_DIGITS, '0')));
}

/** Scaled unit price → Money with at least the currency's digits, more where the price has them. */
export function unitPriceToMoney(price: number, currency: string): Money {
  const digits = minorDigits(currency);
  const fraction = String(price % SCALE).padStart(SCALE_DIGITS, '0');
  const kept = fraction.slice(0, digits) + fraction.slice(digits).replace(/0+$/, '');
  return { amount: `${Math.trunc(price / SCALE)}${kept === '' ? '' : `.${kept}`}`, currency };
}

/** Quantity × unit price (both scaled) in minor units, rounded half away from zero (DESIGN 8: rounding is per line). */
export function extend(quantity: number, unitPrice: number, currency: string): number {
  return mulDiv(quantity, unitPrice, SCALE * 10 ** (SCALE_DIGITS - minorDigits(currency)));
}

/** Unit price (scaled) that `totalMinor` over `quantity` (scaled) comes to, rounded half away from zero. */
export function unitPriceOf(totalMinor: number, quantity: number, currency: string): Scaled {
  const perMinor = SCALE * 10 ** (SCALE_DIGITS - minorDigits(currency));
  return scaled(quantity === 0 ? 0 : mulDiv(totalMinor, perMinor, quantity));
}

const currencyOf = (code: string): DineroCurrency<number, string> => ({ code, base: 10, exponent: minorDigits(code) });
const of = (minor: number, code: string): Dinero<number, string> =>
  dinero({ amount: minor, currency: currencyOf(code) });

/** Sum of minor amounts of one currency; throws where the sum leaves the safe integers. */
export function sumMinor(amounts: readonly number[], currency: string): number {
  const total = amounts.reduce((sum, amount) => add(sum, of(amount, currency)), of(0, currency));
  const { amount } = toSnapshot(total);
  if (!Number.isSafeInteger(amount)) throw new OutOfRange('The sum does not fit a safe integer');
  return amount;
}

/** Splits `totalMinor` by weights without losing a minor unit: the shares always add up to the total. */
export function allocateMinor(totalMinor: number, weights: readonly number[], currency: string): number[] {
  if (weights.every((weight) => weight === 0)) return weights.map((_, index) => (index === 0 ? totalMinor : 0));
  return allocate(of(totalMinor, currency), [...weights]).map((share) => toSnapshot(share).amount);
}
