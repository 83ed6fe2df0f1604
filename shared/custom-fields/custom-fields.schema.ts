/**
 * What a kind's bodies, answers, lists and events say of custom fields, whoever the tenant is. Which fields there are is
 * the tenant's own (`describe-custom-fields.ts` puts them into its description of the API).
 */
import { z } from 'zod';
import { FILTER_PREFIX } from './filter-names.ts';

const NAME_MAX = 40;
/** Also names that no field can have: each is refused at its own place. */
const SAID_MAX = 200;

/** `AccountCustomFields` for `account`: the component of the description that a tenant's own fields replace. */
const componentOf = (kind: string): string => `${kind.charAt(0).toUpperCase()}${kind.slice(1)}CustomFields`;
export const shownComponent = (kind: string): string => componentOf(kind);
export const saidComponent = (kind: string): string => `New${componentOf(kind)}`;

export const FieldName = z
  .string()
  .max(NAME_MAX)
  .regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase: letters and digits that begin with a small letter');

const kept = <Schema>(make: (kind: string) => Schema) => {
  const made = new Map<string, Schema>();
  return (kind: string): Schema => {
    const schema = made.get(kind) ?? make(kind);
    made.set(kind, schema);
    return schema;
  };
};

/** `customFields` of a body: by name; in a change null takes a value away, and what is not said stays. */
export const saidCustomFields = kept((kind: string) =>
  z
    .record(z.string(), z.unknown())
    .refine((values) => Object.keys(values).length <= SAID_MAX, `must name at most ${SAID_MAX} fields`)
    .meta({ id: saidComponent(kind), description: 'The company’s own fields of these records, by name.' }),
);

/** `customFields` of an answer: every active field, null where the record has no value. */
export const ShownFields = kept((kind: string) =>
  z
    .record(z.string(), z.unknown())
    .meta({ id: shownComponent(kind), description: 'The company’s own fields of these records, by name.' }),
);

/** `customFields` of an event: the values that the record has. The commit adds them; absent where there are none. */
export const EventCustomFields = z.record(z.string(), z.unknown()).optional();

export type CustomFilters = Readonly<Record<string, string>>;

/** The query of a list with filters by the tenant's own fields: `customFields.<name>`, and `.from` and `.to` of it. */
export const withCustomFilters = <Shape extends z.core.$ZodShape>(
  query: z.ZodObject<Shape, z.core.$strict>,
  kind: string,
) =>
  z.preprocess(
    gathered,
    query.extend({ customFields: z.record(z.string(), z.string()).optional().meta({ 'x-custom-fields': kind }) }),
  );

/** A parameter `customFields` itself is none, whatever it holds. */
function gathered(query: unknown): unknown {
  if (typeof query !== 'object' || query === null || Object.hasOwn(query, 'customFields')) return query;
  const own = Object.entries(query).filter(([name]) => name.startsWith(FILTER_PREFIX));
  if (own.length === 0) return query;
  const others = Object.entries(query).filter(([name]) => !name.startsWith(FILTER_PREFIX));
  return {
    ...Object.fromEntries(others),
    customFields: Object.fromEntries(own.map(([name, value]) => [name.slice(FILTER_PREFIX.length), value])),
  };
}
