/**
 * A row of a list as columns, for the formats that are tables. The columns follow from the list's schema and not from
 * its rows, so that a file has the same ones whatever is in it: an object is a column for each of its fields
 * (`total.amount`), a list or a map is one column of JSON.
 */
import type { z } from 'zod';
import { type AnswerSchema, alternatives, answerSchemaOf } from '../../../shared/http/answer-schema.ts';
import type { Json } from '../../../shared/openapi-schemas.ts';

export type ColumnType = 'text' | 'whole' | 'boolean';
export type Column = {
  /** The way to the value: the column's name is its parts, joined by dots. */
  readonly path: readonly string[];
  readonly type: ColumnType;
};
export const columnName = ({ path }: Column): string => path.join('.');

const DEPTH_MAX = 4;
const TYPES: Readonly<Record<string, ColumnType>> = { integer: 'whole', boolean: 'boolean' };

export function columnsOf(row: z.ZodType): Column[] {
  const schema = answerSchemaOf(row);
  return collect(schema, schema.root, []);
}

function collect(schema: AnswerSchema, node: Json, path: readonly string[]): Column[] {
  const [only, ...others] = alternatives(schema, node).filter(({ type }) => type !== 'null');
  if (only === undefined || others.length > 0) return [{ path, type: 'text' }];
  const { type, properties } = only;
  if (properties !== undefined && path.length < DEPTH_MAX)
    return Object.entries(properties as Record<string, Json>).flatMap(([name, inner]) =>
      collect(schema, inner, [...path, name]),
    );
  return [{ path, type: (typeof type === 'string' ? TYPES[type] : undefined) ?? 'text' }];
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
