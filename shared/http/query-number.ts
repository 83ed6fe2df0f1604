/** Whole numbers of a query string, in the one spelling that the description's `integer` has. */
import { z } from 'zod';

const DIGITS = /^(0|[1-9]\d{0,14})$/;
const read = (value: unknown): unknown => (typeof value === 'string' && DIGITS.test(value) ? Number(value) : value);

/** A whole number from `min` to `max`, as decimal digits: not `1e2`, `0x10`, `+5`, `007` or ` 7`. */
export const queryNumber = (min: number, max: number) =>
  z.preprocess(read, z.number('must be a whole number, in digits').int().min(min).max(max));
