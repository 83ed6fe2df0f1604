/** Columns of an import arrive as text; an empty one says nothing. */
import { z } from 'zod';
import { Quantity, QuantityOrZero, toScaled } from './values/decimal.ts';
import { parseUnitPrice } from './values/money.ts';

const blankAsAbsent = (value: unknown): unknown => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
};

/** A column that may be empty or missing. */
export const column = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blankAsAbsent, schema.optional());
/** A column that must say something. */
export const neededColumn = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blankAsAbsent, schema);

export const yesOrNo = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'])
  .transform((text) => /^(true|1|yes)$/.test(text));
export const wholeNumber = (max: number) => z.coerce.number().int().min(0).max(max);
/** Decimal text of a price in the tenant's currency → scaled. */
export const priceText = z
  .string()
  .regex(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/, 'must be a decimal of at most 9 and 6 digits, not negative')
  .transform(parseUnitPrice);
export const quantityText = Quantity.transform(toScaled);
export const quantityOrZeroText = QuantityOrZero.transform(toScaled);
