/**
 * A row of a list as columns, for the formats that are tables. The columns follow from the list's schema and not from
 * its rows, so that a file has the same ones whatever is in it: an object is a column for each of its fields
 * (`total.amount`), a list or a map is one column of JSON.
 */
import { z } from 'zod';

export type ColumnType = 'text' | 'whole' | 'boolean';
export type Column = {
  /** The way to the value: the column's name is its parts, joined by dots. */
  readonly path: readonly string[];
  readonly type: ColumnType;
};
export const columnName = ({ path }: Column): string => path.join('.');

type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly $ref?: string;
};
type Definitions = Readonly<Record<string, JsonSchema>>;

const DEPTH_MAX = 4;

export function columnsOf(row: z.ZodType): Column[] {
  const { $defs = {}, ...schema } = z.toJSONSchema(row, { io: 'output', unrepresentable: 'any' });
  return collect(schema as JsonSchema, $defs as Definitions, []);
}

function collect(schema: JsonSchema, definitions: Definitions, path: readonly string[]): Column[] {
  const { type, properties, anyOf } = resolve(schema, definitions);
  if (properties !== undefined && path.length < DEPTH_MAX)
    return Object.entries(properties).flatMap(([name, inner]) => collect(inner, definitions, [...path, name]));
  const [only, ...others] = (anyOf ?? []).filter((option) => resolve(option, definitions).type !== 'null');
  if (only !== undefined && others.length === 0) return collect(only, definitions, path);
  const types: Readonly<Record<string, ColumnType>> = { integer: 'whole', boolean: 'boolean' };
  return [{ path, type: (typeof type === 'string' ? types[type] : undefined) ?? 'text' }];
}

function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : (definitions[name] ?? {});
}

/** The value in a column; undefined where the row has none. */
export function valueAt(row: unknown, { path }: Column): unknown {
  let value = row;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return value ?? undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A value as text: a list or a map as JSON, anything else as it is read. */
export const textOf = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};
