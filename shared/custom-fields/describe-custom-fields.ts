/** A tenant's own description of the API: its fields in the places that the general one leaves open. Pure. */
import type { OpenApiDocument } from '../openapi.ts';
import type { Json } from '../openapi-schemas.ts';
import type { KnownField } from './custom-field.entity.ts';
import { saidComponent, shownComponent } from './custom-fields.schema.ts';
import { FILTER_PREFIX, RANGE_ENDS } from './filter-names.ts';
import { VALUE_TYPES } from './value-types.ts';

export type FieldsByKind = ReadonlyMap<string, readonly KnownField[]>;

/** The general description with the active fields of each kind in bodies, answers and the parameters of lists. */
export function withCustomFields(document: OpenApiDocument, fields: FieldsByKind): OpenApiDocument {
  const schemas = { ...(document.components.schemas as Record<string, Json>) };
  for (const [kind, known] of fields) {
    if (schemas[shownComponent(kind)] !== undefined) schemas[shownComponent(kind)] = shownSchema(known);
    if (schemas[saidComponent(kind)] !== undefined) schemas[saidComponent(kind)] = saidSchema(known);
  }
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, operations]) => [
      path,
      Object.fromEntries(
        Object.entries(operations).map(([method, operation]) => [method, withFilters(operation as Json, fields)]),
      ),
    ]),
  );
  return { ...document, paths, components: { ...document.components, schemas } };
}

const valueSchema = (field: KnownField): Json => ({
  ...VALUE_TYPES[field.type].schema(field),
  title: field.label,
  ...(field.description === undefined ? {} : { description: field.description }),
  ...(field.default === undefined ? {} : { default: field.default }),
});

const nullable = (schema: Json): Json => ({ anyOf: [schema, { type: 'null' }] });
const properties = (fields: readonly KnownField[]): Json =>
  Object.fromEntries(fields.map((field) => [field.name, nullable(valueSchema(field))]));

const shownSchema = (fields: readonly KnownField[]): Json => ({
  type: 'object',
  properties: properties(fields),
  required: fields.map(({ name }) => name),
});

/** One schema for new records and changes: what is required of a new record is said in words. */
const saidSchema = (fields: readonly KnownField[]): Json => {
  const required = fields.flatMap(({ name, required: isRequired }) => (isRequired ? [name] : [])).join(', ');
  return {
    type: 'object',
    properties: properties(fields),
    additionalProperties: false,
    ...(required === '' ? {} : { description: `A record must have ${required}; null takes a value away.` }),
  };
};

function withFilters(operation: Json, fields: FieldsByKind): Json {
  const kind = operation['x-custom-fields'];
  if (typeof kind !== 'string') return operation;
  const filters = (fields.get(kind) ?? []).filter(({ filterable }) => filterable).flatMap(filtersOf);
  return { ...operation, parameters: [...(operation.parameters as Json[]), ...filters] };
}

function filtersOf(field: KnownField): Json[] {
  const ends = VALUE_TYPES[field.type].isOrdered === true ? RANGE_ENDS.map((end) => `.${end}`) : [];
  return ['', ...ends].map((end) => ({
    name: `${FILTER_PREFIX}${field.name}${end}`,
    in: 'query',
    required: false,
    description: field.label,
    schema: { type: 'string' },
  }));
}
