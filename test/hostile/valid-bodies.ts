/** Bodies that the description allows, made from a right one: other values in its fields, and some fields left out. */
import fc from 'fast-check';
import type { Description, Schema } from '../harness/api-description.ts';
import { HOSTILE_TEXTS } from './hostile-values.ts';

/** Fields that name something: another value would name nothing. */
const REFERENCES =
  /(^|[a-z])Ids?$|^(sku|location|from|to|workCentre|accountCode|unit|orderUnit|stage|key|currency|country|timeZone|url)$/;
const REFERENCE_WITHIN = /^(roles|permissions|scopes|mapping|kind|content|format|email|password|token|refreshToken)$/i;

const DAY_MS = 86_400_000;
const dates = fc
  .oneof(fc.integer({ min: -400_000, max: 2_900_000 }), fc.integer({ min: 20_000, max: 21_500 }))
  .map((days) => new Date(days * DAY_MS).toISOString().slice(0, 10))
  .filter((on) => /^\d{4}-/.test(on));
const amounts = fc
  .tuple(fc.bigInt({ min: 0n, max: 999_999_999n }), fc.stringMatching(/^[0-9]{0,6}$/))
  .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${whole}.${fraction}`));
const texts = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

/** Values of a kind, of which those that the field's schema does not take are left out afterwards. */
function valuesFor(schema: Schema): fc.Arbitrary<unknown> {
  const { type, pattern, format, minimum = 0, maximum = 1_000, enum: words, minLength = 0, maxLength = 100 } = schema;
  if (Array.isArray(words)) return fc.constantFrom(...words);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: Number(minimum), max: Number(maximum) });
  if (format === 'date') return dates;
  if (typeof pattern === 'string' && /\(\\\.\\d\{1,\d\}\)\?/.test(pattern)) return amounts;
  if (format === 'email') return fc.oneof(fc.emailAddress(), texts);
  // A class that leaves out a few characters is for texts of all kinds; any other pattern makes its own.
  if (typeof pattern === 'string' && !pattern.startsWith('^[^') && !pattern.includes('\\p{'))
    return fc.stringMatching(new RegExp(pattern, 'u'));
  const line = fc
    .tuple(texts, texts)
    .map((parts) =>
      parts
        .join('')
        .replaceAll(/\p{Cc}/gu, '')
        .slice(0, Number(maxLength)),
    )
    .filter((text) => text.isWellFormed() && text.length >= Number(minLength));
  return fc.oneof(texts, line);
}

/** @param base a body that the route takes; ids and codes in it stay as they are */
export function validBodies(description: Description, schema: Schema, base: unknown): fc.Arbitrary<unknown> {
  const plain = (declared: Schema): Schema => {
    const { $ref, anyOf, ...rest } = declared;
    if (typeof $ref === 'string') return { ...plain(description.resolve($ref)), ...rest };
    const first = (anyOf as Schema[] | undefined)?.find(({ type }) => type !== 'null');
    return first === undefined ? declared : plain(first);
  };
  const varied = (declared: Schema, value: unknown, name: string): fc.Arbitrary<unknown> => {
    if (REFERENCES.test(name) || REFERENCE_WITHIN.test(name)) return fc.constant(value);
    const { properties = {}, required = [], items } = plain(declared);
    if (Array.isArray(value)) return fc.tuple(...value.map((item) => varied(items as Schema, item, name)));
    if (typeof value === 'object' && value !== null) {
      const fields = Object.entries(value).map(([field, inner]) => {
        const inside = (properties as Record<string, Schema>)[field];
        return [field, inside === undefined ? fc.constant(inner) : varied(inside, inner, field)] as const;
      });
      const needed = fields.map(([field]) => field).filter((field) => (required as string[]).includes(field));
      return fc.record(Object.fromEntries(fields), { requiredKeys: needed, noNullPrototype: true });
    }
    const others = valuesFor(plain(declared)).filter((other) => description.fits(declared, other));
    return fc.oneof({ weight: 1, arbitrary: fc.constant(value) }, { weight: 3, arbitrary: others });
  };
  return varied(schema, base, '').filter((body) => description.fits(schema, body));
}
