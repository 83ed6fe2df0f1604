/** Zod schemas as JSON Schemas, and as the components of the OpenAPI document. */
import { z } from 'zod';
import { isKeyed, type Route } from './module.ts';
import { canonicalJson } from './table/audit-chain.ts';

export type Json = { [name: string]: unknown };

const ZOD_DEFS = '#/$defs/';
export const COMPONENTS = '#/components/schemas/';

export type Direction = 'input' | 'output';
export type Used = { readonly module: string; readonly schema: z.ZodType; readonly io: Direction };

export const schemasOf = (module: string, route: Route): Used[] => [
  ...[route.params, route.query, route.body, isKeyed(route) ? route.raw?.schema : undefined].flatMap((schema) =>
    schema === undefined ? [] : [{ module, schema, io: 'input' as const }],
  ),
  { module, schema: route.response, io: 'output' },
];

/**
 * Turns zod schemas into JSON Schema. Those with an id are components. One whose directions differ (a default, a
 * transform, or a part in which they differ) is two, `X` as it is answered and `XInput` as it is sent; where modules
 * use one id for different things, the module's name stands before it.
 * @throws Error where one module has two schemas of one id: references could not tell them apart
 */
export class Schemas {
  private readonly clashing: ReadonlySet<string>;
  private readonly definitions = { input: new Map<string, Json>(), output: new Map<string, Json>() };
  private readonly differing = new Set<string>();

  constructor(used: readonly Used[]) {
    this.clashing = clashingIds(used);
    for (const { module, schema, io } of used) {
      const { $defs = {} } = this.jsonOf(module, schema, io);
      for (const [id, { id: _, ...definition }] of Object.entries($defs as Record<string, Json>))
        this.definitions[io].set(id, definition);
    }
    for (let before = -1; before !== this.differing.size; ) {
      before = this.differing.size;
      for (const id of this.definitions.input.keys()) if (this.differs(id)) this.differing.add(id);
    }
  }

  /** The schema as it is used in one place: a reference, or the schema itself where it has no id. */
  of(module: string, schema: z.ZodType, io: Direction): Json {
    const { $schema: _, $defs: _defs, ...root } = this.jsonOf(module, schema, io);
    return this.rename(root, io) as Json;
  }

  /** The schema itself, even where it has an id: for parameters, which are listed one by one. */
  inline(module: string, schema: z.ZodType, io: Direction): Json {
    const { $schema: _, $defs = {}, ...root } = this.jsonOf(module, schema, io);
    const id = typeof root.$ref === 'string' ? root.$ref.slice(ZOD_DEFS.length) : undefined;
    return this.rename(id === undefined ? root : (($defs as Json)[id] ?? {}), io) as Json;
  }

  components(): Record<string, Json> {
    const all = (['output', 'input'] as const).flatMap((io) =>
      [...this.definitions[io]].map(([id, definition]) => [this.nameOf(id, io), this.rename(definition, io)] as const),
    );
    return Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) as Record<string, Json>;
  }

  /** Zod's own document, with the ids that clash made unique by the module's name. */
  private jsonOf(module: string, schema: z.ZodType, io: Direction): Json {
    const json = toJsonSchema(schema, io);
    const defs = Object.entries((json.$defs ?? {}) as Json);
    if (!defs.some(([id]) => this.clashing.has(id))) return json;
    const unique = (id: string) => (this.clashing.has(id) ? capitalised(module) + id : id);
    const renamed = renameReferences(json, unique) as Json;
    return {
      ...renamed,
      $defs: Object.fromEntries(defs.map(([id, def]) => [unique(id), renameReferences(def, unique)])),
    };
  }

  private differs(id: string): boolean {
    const [input, output] = [this.definitions.input.get(id), this.definitions.output.get(id)];
    if (input === undefined || output === undefined) return false;
    if (canonicalJson(input) !== canonicalJson(output)) return true;
    return [...this.differing].some((part) => JSON.stringify(input).includes(`"${ZOD_DEFS}${part}"`));
  }

  private nameOf(id: string, io: Direction): string {
    return io === 'input' && this.differing.has(id) ? `${id}Input` : id;
  }

  /** Zod's references become references to components under their final names. */
  private rename(value: unknown, io: Direction): unknown {
    return renameReferences(value, (id) => this.nameOf(id, io), COMPONENTS);
  }
}

function renameReferences(value: unknown, nameOf: (id: string) => string, prefix = ZOD_DEFS): unknown {
  if (Array.isArray(value)) return value.map((inner) => renameReferences(inner, nameOf, prefix));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      name === '$ref' && typeof inner === 'string' && inner.startsWith(ZOD_DEFS)
        ? [name, prefix + nameOf(inner.slice(ZOD_DEFS.length))]
        : [name, renameReferences(inner, nameOf, prefix)],
    ),
  );
}

/** Ids that stand for different things in different modules. */
function clashingIds(used: readonly Used[]): Set<string> {
  const seen = new Map<string, { module: string; text: string }>();
  const clashing = new Set<string>();
  for (const { module, schema, io } of used) {
    for (const [id, definition] of Object.entries((toJsonSchema(schema, io).$defs ?? {}) as Json)) {
      const text = canonicalJson(definition);
      const own = seen.get(`${io} ${id} ${module}`);
      if (own !== undefined && own.text !== text) throw new Error(`Two schemas of ${module} have the id "${id}"`);
      seen.set(`${io} ${id} ${module}`, { module, text });
      const first = seen.get(`${io} ${id}`) ?? { module, text };
      if (first.text !== text) clashing.add(id);
      seen.set(`${io} ${id}`, first);
    }
  }
  return clashing;
}

export const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Each schema is asked for several times, and zod walks through all of it each time. */
const converted = { input: new WeakMap<z.ZodType, Json>(), output: new WeakMap<z.ZodType, Json>() };

/** Zod's names for checks that JSON Schema has as a `pattern`, and that it knows no format of. */
const ZOD_FORMATS: ReadonlySet<string> = new Set([
  'starts_with',
  'ends_with',
  'includes',
  'regex',
  'lowercase',
  'uppercase',
]);

export function toJsonSchema(schema: z.ZodType, io: Direction): Json {
  const known = converted[io].get(schema);
  if (known !== undefined) return known;
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (ZOD_FORMATS.has(String(jsonSchema.format))) delete jsonSchema.format;
      // An answer may gain fields; a body may not have any that is not known.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as Json;
  converted[io].set(schema, json);
  return json;
}

/** The JSON Schema of what is answered or said, for itself: without the dialect's name, definitions within. */
export function jsonSchemaOf(schema: z.ZodType): Json {
  const { $schema: _, $defs, ...json } = toJsonSchema(schema, 'output');
  if ($defs === undefined) return json;
  const definitions = Object.entries($defs as Record<string, Json>).map(([name, { id: _id, ...part }]) => [name, part]);
  return { ...json, $defs: Object.fromEntries(definitions) };
}
