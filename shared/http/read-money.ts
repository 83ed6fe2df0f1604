/** Amounts of a request in the one currency that its record is kept in. A refusal names the field by pointer. */
import { rejectField } from '../rejection.ts';
import type { Scaled } from '../values/decimal.ts';
import { type Money, MoneyOrZero, minorDigits, parseMinor, parseUnitPrice } from '../values/money.ts';

const UNIT_PRICE_DIGITS_MAX = 9;

/** A price or cost of one unit on the wire: zero or more, at most 9 digits before the point and 6 after it. */
export const UnitPrice = MoneyOrZero.refine(
  ({ amount }) => (amount.split('.')[0] ?? '').length <= UNIT_PRICE_DIGITS_MAX,
  { path: ['amount'], message: `must have at most ${UNIT_PRICE_DIGITS_MAX} digits before the point` },
).meta({ id: 'UnitPrice', examples: [{ amount: '12.345', currency: 'EUR' }] });

/** A unit price, scaled 10^-6. @throws Rejection `currency_mismatch` at `<pointer>/currency` */
export function readUnitPrice(money: Money, currency: string, pointer: string): Scaled {
  expectCurrency(money, currency, pointer);
  return parseUnitPrice(money.amount);
}

/** An amount in minor units. @throws Rejection `currency_mismatch`, or `too_many_decimals` at `<pointer>/amount` */
export function readMinor(money: Money, currency: string, pointer: string): number {
  expectCurrency(money, currency, pointer);
  const minor = parseMinor(money.amount, currency);
  if (minor !== undefined) return minor;
  const digits = minorDigits(currency);
  throw rejectField(
    `${pointer}/amount`,
    'too_many_decimals',
    `An amount in ${currency} has at most ${digits} decimals.`,
  );
}

/** @throws Rejection `currency_mismatch` where an amount is not in the currency asked for */
export function expectCurrency(money: Money, currency: string, pointer: string): void {
  if (money.currency === currency) return;
  throw rejectField(`${pointer}/currency`, 'currency_mismatch', `The currency must be ${currency}.`);
}
