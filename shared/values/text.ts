/** Text that people write: bounded, with something to see in it. */
import { z } from 'zod';

/** Control characters (Unicode's Cc) as ranges: not every reader of the API's description knows `\p{Cc}`. */
const CONTROL = '\\u0000-\\u001f\\u007f-\\u009f';
const BLANK = ' \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff';
/** Blanks, one visible character, anything: in one way only, so that a long text takes no longer than it is. */
const VISIBLE_LINE = new RegExp(`^[${BLANK}]*[^${BLANK}${CONTROL}][^${CONTROL}]*$`, 'u');

const CONTROL_BUT_LINE_ENDS = '\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f';
const LINES = new RegExp(`^[^${CONTROL_BUT_LINE_ENDS}]*$`, 'u');

/** A line of text of at most `max` characters, with a visible one and no control characters. */
export const textLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max, { abort: true })
    .regex(VISIBLE_LINE, 'must have a visible character and no control characters');

/** Name of a product, an account, a person. */
export const Name = textLine(200);
const LOCAL_PART_MAX = 64;
/** An e-mail address of at most `max` characters, with the length that RFC 5321, 4.5.3.1.1 lets its first part have. */
export const emailAddress = (max: number) =>
  z
    .email()
    .max(max, { abort: true })
    .refine(
      (text) => text.lastIndexOf('@') <= LOCAL_PART_MAX,
      `must have at most ${LOCAL_PART_MAX} characters before @`,
    );
/** Text of one or more lines, with no control characters but tabs and line ends. */
export const longText = (max: number) =>
  z.string().max(max, { abort: true }).regex(LINES, 'must have no control characters');
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
