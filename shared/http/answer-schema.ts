/** Finds one's way in the JSON Schema of an answer: which fields it has, and where its resources are. */
import type { z } from 'zod';
import { type Json, jsonSchemaOf } from '../openapi-schemas.ts';

/** The schema of an answer, with the definitions that it refers to. */
export type AnswerSchema = { readonly root: Json; readonly definitions: Readonly<Record<string, Json>> };

const DEFINITIONS = '#/$defs/';

export function answerSchemaOf(response: z.ZodType): AnswerSchema {
  const { $defs = {}, ...root } = jsonSchemaOf(response);
  return { root, definitions: $defs as Record<string, Json> };
}

/** The same schema with some of its resources described otherwise. */
export const withDefinitions = (
  schema: AnswerSchema,
  describe: (id: string, definition: Json) => Json,
): AnswerSchema => ({
  root: typeof schema.root.id === 'string' ? describe(schema.root.id, schema.root) : schema.root,
  definitions: Object.fromEntries(
    Object.entries(schema.definitions).map(([id, definition]) => [id, describe(id, definition)]),
  ),
});

/** The id of the resource that a schema is, by reference or by itself. */
export function resourceOf(node: Json): string | undefined {
  if (typeof node.$ref === 'string' && node.$ref.startsWith(DEFINITIONS)) return node.$ref.slice(DEFINITIONS.length);
  return typeof node.id === 'string' ? node.id : undefined;
}

/** What a value there may be: references followed, alternatives one by one. */
export function alternatives(schema: AnswerSchema, node: Json): Json[] {
  if (typeof node.$ref === 'string') {
    const found = node.$ref === '#' ? schema.root : schema.definitions[node.$ref.slice(DEFINITIONS.length)];
    return found === undefined ? [] : alternatives(schema, found);
  }
  const options = [node.anyOf, node.oneOf, node.allOf].flatMap((some) => (some ?? []) as Json[]);
  return options.length === 0 ? [node] : options.flatMap((option) => alternatives(schema, option));
}

/** The fields of the object there, or of the items of a list of them; undefined where any field may be. */
export function fieldsOf(schema: AnswerSchema, node: Json): ReadonlyMap<string, Json> | undefined {
  const fields = new Map<string, Json>();
  let isOpen = false;
  for (const option of alternatives(schema, node)) {
    const inner = option.items === undefined ? option : undefined;
    if (inner === undefined) {
      const items = fieldsOf(schema, option.items as Json);
      if (items === undefined) isOpen = true;
      for (const [name, field] of items ?? []) fields.set(name, field);
      continue;
    }
    if (typeof inner.additionalProperties === 'object' || Object.keys(inner).length === 0) isOpen = true;
    for (const [name, field] of Object.entries((inner.properties ?? {}) as Record<string, Json>))
      fields.set(name, field);
  }
  return isOpen ? undefined : fields;
}

/** The schema of one record of an answer: of its `data` where it is a list. */
export function recordOf(schema: AnswerSchema): { readonly node: Json; readonly isList: boolean } {
  const data = fieldsOf(schema, schema.root)?.get('data');
  const isList = data !== undefined && alternatives(schema, data).some(({ items }) => items !== undefined);
  return isList ? { node: data, isList } : { node: schema.root, isList };
}
