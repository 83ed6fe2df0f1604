/** `?fields=id,number,lines.sku`: an answer with the fields that are asked for, and no others. */

import type { Json } from '../openapi-schemas.ts';
import { type FieldError, rejectField } from '../rejection.ts';
import { type AnswerSchema, fieldsOf, recordOf } from './answer-schema.ts';

/** Fields by name, each with those asked for within it; an empty map asks for all of it. */
export type FieldTree = ReadonlyMap<string, FieldTree>;
type Growing = Map<string, Growing>;

const FIELDS_MAX = 100;
const POINTER = '/query/fields';

const refused = (code: string, message: string) => rejectField(POINTER, code, message);

/** @throws Rejection 422 at `/query/fields`: an empty list, too many, a field that the answer does not have */
export function readFields(text: string, schema: AnswerSchema, added: ReadonlySet<string> = new Set()): FieldTree {
  const paths = text.split(',').map((path) => path.trim());
  if (paths.length > FIELDS_MAX) throw refused('too_many', `names more than ${FIELDS_MAX} fields`);
  const { node } = recordOf(schema);
  const tree: Growing = new Map();
  const errors: FieldError[] = [];
  for (const path of paths) {
    const names = path.split('.');
    // What `expand` puts in is another record, whose fields are looked at when it is there.
    const isAdded = names.some((_, index) => added.has(names.slice(0, index + 1).join('.')));
    if (!isAdded && !isField(schema, node, names))
      errors.push({ pointer: POINTER, code: 'unknown_field', message: `"${path}" is not a field of this answer` });
    let at = tree;
    for (const name of names) {
      const inner: Growing = at.get(name) ?? new Map();
      at.set(name, inner);
      at = inner;
    }
  }
  const [first] = errors;
  if (first !== undefined) throw rejectField(first.pointer, first.code, first.message);
  return tree;
}

function isField(schema: AnswerSchema, node: Json, [name = '', ...rest]: readonly string[]): boolean {
  const fields = fieldsOf(schema, node);
  if (fields === undefined) return true;
  const field = fields.get(name);
  if (field === undefined) return false;
  return rest.length === 0 || isField(schema, field, rest);
}

/** The fields of a tree of each record; what is no object stays as it is. */
export function selectFields(value: unknown, tree: FieldTree): unknown {
  if (tree.size === 0 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => selectFields(item, tree));
  const object = value as Record<string, unknown>;
  return Object.fromEntries(
    [...tree].flatMap(([name, inner]) =>
      Object.hasOwn(object, name) ? [[name, selectFields(object[name], inner)]] : [],
    ),
  );
}
