/**
 * Example values from JSON Schemas: the schema's own example where it has one, and else the first value that it allows,
 * named after its field. Nothing is recorded, so that an example never tells of a real company; a test holds each valid.
 */
import type { Json } from './openapi-schemas.ts';

type Definitions = Readonly<Record<string, unknown>>;
/** What an id of a record looks like, by the name of a field: `salesOrderId` → `ord_…`; undefined where nothing is known. */
export type IdExample = (field: string) => string | undefined;

/** A schema that refers to itself ends here. */
const DEPTH_MAX = 10;
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-11-24T09:30:00.000Z',
  date: '2026-11-24',
  email: 'ada@example.com',
  uri: 'https://example.com',
  uuid: '0b9f6a4e-7a55-4c1c-9d2e-0f3a5c1b7e21',
};
/** Fields whose schema is any text, and which read better as what they are. */
const WORDS: Readonly<Record<string, string>> = {
  currency: 'EUR',
  country: 'DE',
  timeZone: 'Europe/Berlin',
  unit: 'EA',
  sku: 'BIKE-1',
  number: 'SO-000042',
  name: 'Example',
  company: 'Example Company',
  title: 'Example',
  taxCode: 'standard',
  taxId: 'DE123456789',
  phone: '+49 30 1234567',
  domain: 'example.com',
  reason: 'As agreed with the customer',
  host: 'example.com',
  role: 'sales',
  permission: 'crm.*',
  scope: 'crm.*',
  event: 'finance.invoice.*',
  plan: 'starter',
  lineId: '1',
  orderLineId: '1',
};
/** Of the instant in `FORMATS`. */
const EXAMPLE_ULID = '01m86e81e000000000000000ex';

/** The example id of a kind of record. */
export const exampleId = (prefix: string): string => `${prefix}_${EXAMPLE_ULID}`;

/** An example of what a schema allows. @param definitions what its references lead to, by their last part */
export function exampleOf(schema: Json, definitions: Definitions, idOf: IdExample, field = '', depth = 0): unknown {
  const inner = (part: unknown, name = field) => exampleOf(part as Json, definitions, idOf, name, depth + 1);
  const { $ref, examples, anyOf, oneOf, allOf } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if (typeof $ref === 'string') return inner(definitions[$ref.split('/').at(-1) ?? '']);
  for (const choice of [anyOf, oneOf]) if (Array.isArray(choice)) return inner(choice[0]);
  if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map((part) => inner(part)));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return objectExample(schema, inner);
    case 'array':
      return depth > DEPTH_MAX || schema.items === undefined ? [] : [inner(schema.items, singular(field))];
    case 'string':
      return textExample(schema, field, idOf);
    case 'integer':
    case 'number':
      return numberExample(schema);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

function objectExample(schema: Json, inner: (part: unknown, name?: string) => unknown): Json {
  const properties = Object.entries((schema.properties ?? {}) as Json);
  if (properties.length > 0) return Object.fromEntries(properties.map(([name, part]) => [name, inner(part, name)]));
  const { additionalProperties } = schema;
  return typeof additionalProperties === 'object' && additionalProperties !== null
    ? { example: inner(additionalProperties) }
    : {};
}

const singular = (field: string): string => field.replace(/s$/, '');

function textExample(schema: Json, field: string, idOf: IdExample): string {
  const {
    format,
    pattern,
    minLength = 0,
    maxLength = Infinity,
  } = schema as {
    format?: string;
    pattern?: string;
    minLength?: number;
    maxLength?: number;
  };
  const prefix = pattern?.match(/^\^([a-z]+)_\[0-7\]/)?.[1];
  if (prefix !== undefined) return exampleId(prefix);
  if (format !== undefined && FORMATS[format] !== undefined) return FORMATS[format];
  if (field.endsWith('At')) return FORMATS['date-time'] ?? '';
  if (field.endsWith('On')) return FORMATS.date ?? '';
  const text = WORDS[field] ?? idOf(field) ?? field;
  return text.padEnd(minLength, 'x').slice(0, maxLength);
}

function numberExample({ minimum, exclusiveMinimum }: Json): number {
  if (typeof exclusiveMinimum === 'number' && exclusiveMinimum >= 1) return exclusiveMinimum + 1;
  return typeof minimum === 'number' && minimum > 1 ? minimum : 1;
}
