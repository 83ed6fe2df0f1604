/** Text that people write: bounded, with something to see in it. */
import { z } from 'zod';

/** A line of text of at most `max` characters, with a visible one and no control characters. */
export const textLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u, 'must have a visible character and no control characters');

/** Name of a product, an account, a person. */
export const Name = textLine(200);
/** Why something was done. */
export const Reason = textLine(500);
/** Another system's id of a record, by which an import finds it again. */
export const ExternalId = textLine(128).meta({ id: 'ExternalId', examples: ['erp-4711'] });

/**
 * What a change says of optional fields: what it leaves out is not here, and null, which takes a field away on the
 * wire, is undefined in the record.
 */
export const saidFields = <Fields extends object>(
  change: {
    readonly [Field in keyof Fields]: Fields[Field] | null | undefined;
  },
): Partial<Fields> =>
  Object.fromEntries(
    Object.entries(change)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value ?? undefined]),
  ) as Partial<Fields>;
