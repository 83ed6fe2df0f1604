/**
 * Holds a value against a JSON Schema of the API's description: the keywords that the description uses, and an error
 * for any other, so that nothing in it goes unchecked.
 */
export type Schema = { readonly [keyword: string]: unknown };

type Where = { readonly at: string; readonly resolve: (reference: string) => Schema };
type Check = (keyword: unknown, value: unknown, where: Where, schema: Schema) => string[];

/** Keywords that say something to people, or that a `pattern` beside them says exactly. */
const SILENT = new Set(['description', 'examples', 'default', 'format', 'title', 'id']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fault = ({ at }: Where, text: string): string[] => [`${at === '' ? '/' : at} ${text}`];
const below = (where: Where, name: string | number): Where => ({ ...where, at: `${where.at}/${name}` });

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isObject,
};

const bounds =
  (size: (value: unknown) => number | undefined, holds: (size: number, bound: number) => boolean): Check =>
  (bound, value, where) => {
    const found = size(value);
    return found === undefined || holds(found, Number(bound)) ? [] : fault(where, `is beyond its bound ${bound}`);
  };
const lengthOf = (value: unknown) => (typeof value === 'string' ? [...value].length : undefined);
const countOf = (value: unknown) => (Array.isArray(value) ? value.length : undefined);
const amountOf = (value: unknown) => (typeof value === 'number' ? value : undefined);
const [atLeast, atMost] = [(a: number, b: number) => a >= b, (a: number, b: number) => a <= b];

const CHECKS: Readonly<Record<string, Check>> = {
  $ref: (reference, value, where) => schemaFaults(where.resolve(String(reference)), value, where),
  type: (type, value, where) =>
    [type].flat().some((name) => TYPES[String(name)]?.(value)) ? [] : fault(where, `is no ${String(type)}`),
  enum: (allowed, value, where) =>
    (allowed as unknown[]).includes(value) ? [] : fault(where, `is not one of ${JSON.stringify(allowed)}`),
  const: (wanted, value, where) => (wanted === value ? [] : fault(where, `is not ${String(wanted)}`)),
  pattern: (pattern, value, where) =>
    typeof value !== 'string' || new RegExp(String(pattern), 'u').test(value) ? [] : fault(where, `breaks ${pattern}`),
  anyOf: (options, value, where) =>
    (options as Schema[]).some((option) => schemaFaults(option, value, where).length === 0)
      ? []
      : fault(where, 'fits none of the shapes it may have'),
  required: (names, value, where) =>
    isObject(value)
      ? (names as string[]).flatMap((name) =>
          Object.hasOwn(value, name) ? [] : fault(below(where, name), 'is missing'),
        )
      : [],
  properties: (properties, value, where) =>
    isObject(value)
      ? Object.entries(properties as Record<string, Schema>).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? schemaFaults(schema, value[name], below(where, name)) : [],
        )
      : [],
  additionalProperties: (rule, value, where, { properties = {} }) => {
    if (!isObject(value)) return [];
    const others = Object.keys(value).filter((name) => !Object.hasOwn(properties as object, name));
    return others.flatMap((name) =>
      rule === false
        ? fault(below(where, name), 'is not described')
        : schemaFaults(rule as Schema, value[name], below(where, name)),
    );
  },
  propertyNames: (schema, value, where) =>
    isObject(value) ? Object.keys(value).flatMap((name) => schemaFaults(schema as Schema, name, where)) : [],
  items: (schema, value, where) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => schemaFaults(schema as Schema, item, below(where, index)))
      : [],
  minLength: bounds(lengthOf, atLeast),
  maxLength: bounds(lengthOf, atMost),
  minItems: bounds(countOf, atLeast),
  maxItems: bounds(countOf, atMost),
  minimum: bounds(amountOf, atLeast),
  maximum: bounds(amountOf, atMost),
};

/** What is wrong with a value, in words with its place; nothing where it fits. */
export function schemaFaults(schema: Schema, value: unknown, where: Where): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (SILENT.has(keyword)) return [];
    const check = CHECKS[keyword];
    return check === undefined
      ? fault(where, `has a keyword that no check knows: ${keyword}`)
      : check(rule, value, where, schema);
  });
}
