/** Columns of an import arrive as text; an empty one says nothing. */
import { z } from 'zod';

const blankAsAbsent = (value: unknown): unknown => {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value.trim() === '' ? undefined : value;
};

/** A column that may be empty or missing. */
export const column = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blankAsAbsent, schema.optional());
/** A column that must say something. */
export const neededColumn = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blankAsAbsent, schema);
