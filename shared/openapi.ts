/**
 * The OpenAPI 3.1 document, derived from the manifests: paths from the routes, schemas from zod, permissions as
 * `x-permission`. A schema that has a zod id becomes a component under that name; others stand where they are used.
 */
import { z } from 'zod';
import type { ModuleManifest, Route } from './module.ts';
import { canonicalJson } from './table/audit-chain.ts';

export type Json = { [name: string]: unknown };
export type OpenApiInfo = { readonly title: string; readonly version: string; readonly description: string };
export type OpenApiDocument = {
  readonly openapi: '3.1.1';
  readonly info: OpenApiInfo;
  readonly servers: readonly { url: string }[];
  readonly tags: readonly { name: string; description: string }[];
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: Json;
};

/** Builds the document of an API whose routes stand under `/v1`. */
export function openApiOf(modules: readonly ModuleManifest[], info: OpenApiInfo): OpenApiDocument {
  const schemas = new Schemas(modules.flatMap(({ name, routes }) => routes.flatMap((route) => schemasOf(name, route))));
  const paths: Record<string, Json> = {};
  for (const { name, routes, permissions } of modules) {
    for (const route of routes) {
      const permission = permissions.find(
        (declared) => route.access === 'tenant' && declared.name === route.permission,
      );
      const path = paths[route.path] ?? {};
      path[route.method.toLowerCase()] = operationOf(schemas, name, route, permission?.roles ?? []);
      paths[route.path] = path;
    }
  }
  return {
    openapi: '3.1.1',
    info,
    servers: [{ url: '/v1' }],
    tags: modules
      .filter(({ routes }) => routes.length > 0)
      .map(({ name, summary }) => ({ name, description: summary })),
    paths,
    components: {
      schemas: { ...schemas.components(), Problem: PROBLEM },
      responses: { Problem: PROBLEM_RESPONSE },
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

function operationOf(schemas: Schemas, tag: string, route: Route, roles: readonly string[]): Json {
  return {
    operationId: operationIdOf(route),
    tags: [tag],
    summary: route.summary,
    ...(route.access === 'public'
      ? { security: [] }
      : {
          'x-permission': route.permission,
          'x-roles': ['owner', 'admin', ...roles],
          security: [{ token: [] }, { apiKey: [] }],
        }),
    parameters: [
      ...pathParameters(schemas, tag, route),
      ...queryParameters(schemas, tag, route),
      ...headerParameters(route),
    ],
    ...(route.body === undefined ? {} : { requestBody: requestBodyOf(schemas.of(tag, route.body, 'input'), route) }),
    responses: { ...successOf(schemas, tag, route), ...refusalsOf(route) },
  };
}

const requestBodyOf = (schema: Json, { bodyOptional, example }: Route): Json => ({
  required: bodyOptional !== true,
  content: { 'application/json': { schema, ...(example === undefined ? {} : { example }) } },
});

/** `POST /sales/orders/{orderId}/release` → `postSalesOrdersByOrderIdRelease`: stable, and unique as paths are. */
function operationIdOf({ method, path }: Route): string {
  const words = path
    .replaceAll(/\{([^}]+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  return method.toLowerCase() + words.map(capitalised).join('');
}

function pathParameters(schemas: Schemas, module: string, route: Route): Json[] {
  const properties = propertiesOf(schemas, module, route.params);
  return [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: properties.find((property) => property.name === name)?.schema ?? { type: 'string' },
  }));
}

const queryParameters = (schemas: Schemas, module: string, route: Route): Json[] =>
  propertiesOf(schemas, module, route.query).map(({ name, required, schema }) => ({
    name,
    in: 'query',
    required,
    schema,
  }));

function headerParameters(route: Route): Json[] {
  const takesKey = route.method === 'POST' && !(route.access === 'public' && route.idempotency === 'none');
  return [
    ...(takesKey ? [{ ...IDEMPOTENCY_KEY }] : []),
    ...(route.ifMatch === undefined ? [] : [{ ...IF_MATCH, required: route.ifMatch === 'required' }]),
  ];
}

type Property = { readonly name: string; readonly required: boolean; readonly schema: Json };

function propertiesOf(schemas: Schemas, module: string, schema: z.ZodType | undefined): Property[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemas.inline(module, schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: required.includes(name),
    schema: property,
  }));
}

function successOf(schemas: Schemas, module: string, route: Route): Json {
  const status = route.status ?? 200;
  if (status === 204) return { 204: { description: 'Done; there is nothing to say.' } };
  if (route.contentType !== undefined) {
    return { [status]: { description: route.summary, content: { [route.contentType]: { schema: {} } } } };
  }
  const hasVersion = Object.hasOwn(
    (schemas.inline(module, route.response, 'output').properties ?? {}) as Json,
    'version',
  );
  const headers = {
    ...(hasVersion ? { ETag: { $ref: '#/components/headers/ETag' } } : {}),
    ...(route.method === 'POST' && route.access === 'tenant'
      ? { 'Idempotency-Replayed': { $ref: '#/components/headers/IdempotencyReplayed' } }
      : {}),
  };
  return {
    [status]: {
      description: route.summary,
      headers,
      content: { 'application/json': { schema: schemas.of(module, route.response, 'output') } },
    },
  };
}

/** What can be refused on a route, beside what every route can answer. */
function refusalsOf(route: Route): Json {
  const statuses = [
    ...(route.access === 'tenant' ? [401, 403] : []),
    ...(route.path.includes('{') ? [404] : []),
    ...(route.method === 'GET' ? [] : [409]),
    ...(route.ifMatch === undefined ? [] : [412]),
    ...(route.body === undefined ? [] : [413]),
    ...(route.body === undefined && route.query === undefined ? [] : [422]),
    ...(route.ifMatch === 'required' ? [428] : []),
  ];
  const problem = { $ref: '#/components/responses/Problem' };
  return { ...Object.fromEntries(statuses.map((status) => [status, problem])), default: problem };
}

const ZOD_DEFS = '#/$defs/';
const COMPONENTS = '#/components/schemas/';

type Direction = 'input' | 'output';
type Used = { readonly module: string; readonly schema: z.ZodType; readonly io: Direction };

const schemasOf = (module: string, { params, query, body, response }: Route): Used[] => [
  ...[params, query, body].flatMap((schema) =>
    schema === undefined ? [] : [{ module, schema, io: 'input' as const }],
  ),
  { module, schema: response, io: 'output' },
];

/**
 * Turns zod schemas into JSON Schema. Those with an id are components. One whose directions differ (a default, a
 * transform, or a part in which they differ) is two, `X` as it is answered and `XInput` as it is sent; where modules
 * use one id for different things, the module's name stands before it.
 * @throws Error where one module has two schemas of one id: references could not tell them apart
 */
class Schemas {
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

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** Each schema is asked for several times, and zod walks through all of it each time. */
const converted = { input: new WeakMap<z.ZodType, Json>(), output: new WeakMap<z.ZodType, Json>() };

function toJsonSchema(schema: z.ZodType, io: Direction): Json {
  const known = converted[io].get(schema);
  if (known !== undefined) return known;
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // An answer may gain fields; a body may not have any that is not known.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as Json;
  converted[io].set(schema, json);
  return json;
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Any text of 1 to 255 printable characters. The same key and request give the same answer again, flagged with ' +
    '`Idempotency-Replayed`; the same key with another request is refused with 422.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag of the record as you last read it. 412 where it has changed since, 428 where it is missing.',
  schema: { type: 'string', pattern: '^(\\*|"\\d+")$', examples: ['"3"'] },
} as const;

const HEADERS = {
  ETag: { description: 'The version of the record, for `If-Match`.', schema: { type: 'string', examples: ['"3"'] } },
  IdempotencyReplayed: {
    description: '`true` where this is the kept answer to an earlier request with the same key.',
    schema: { type: 'string', const: 'true' },
  },
} as const;

const SECURITY_SCHEMES = {
  token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of `POST /auth/token`.' },
  apiKey: { type: 'http', scheme: 'bearer', description: 'API key of `POST /api-keys`, as `Bearer tk_…`.' },
} as const;

/** RFC 9457, with Tandem's `code`, `errors` and `facts`. */
const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri', examples: ['urn:tandem:problem:sales.order.illegal_transition'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; for programs.' },
    detail: { type: 'string', description: 'For people.' },
    instance: { type: 'string', description: 'The id of the request, found in the logs.' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body, or /query/…, /path/…' },
          code: { type: 'string' },
          message: { type: 'string' },
        },
      },
    },
    facts: { type: 'object', description: 'What helps to go on: the limit, the usage, the allowed states.' },
  },
} as const;

const PROBLEM_RESPONSE = {
  description: 'Refused, with the reason.',
  content: { 'application/problem+json': { schema: { $ref: `${COMPONENTS}Problem` } } },
} as const;
