/**
 * The OpenAPI 3.1 document, derived from the manifests: paths from the routes, schemas from zod, permissions as
 * `x-permission`. A schema that has a zod id becomes a component under that name; others stand where they are used.
 */
import type { z } from 'zod';
import { idExamples } from './events/example-event.ts';
import { exampleOf, type IdExample } from './example-value.ts';
import { isKeyed, type KeyedRoute, type ModuleManifest, type Route } from './module.ts';
import { CALLER_HEADER_REFS, CALLER_HEADERS, VERSION_PARAMETER, VIEW_PARAMETERS } from './openapi-parameters.ts';
import { PROBLEM, refusalResponses, refusalsOf } from './openapi-refusals.ts';
import { capitalised, type Direction, type Json, Schemas, schemasOf, toJsonSchema } from './openapi-schemas.ts';
import { webhooksOf } from './openapi-webhooks.ts';

export type OpenApiInfo = { readonly title: string; readonly version: string; readonly description: string };
export type OpenApiDocument = {
  readonly openapi: '3.1.1';
  readonly info: OpenApiInfo;
  readonly servers: readonly { url: string }[];
  readonly tags: readonly { name: string; description: string }[];
  readonly paths: Readonly<Record<string, Json>>;
  /** What is sent to the endpoints of `POST /webhooks`, by event type. */
  readonly webhooks: Readonly<Record<string, Json>>;
  readonly components: Json;
};

/** Builds the document of an API whose routes stand under `/v1`. */
export function openApiOf(modules: readonly ModuleManifest[], info: OpenApiInfo): OpenApiDocument {
  const schemas = new Schemas(
    modules.flatMap(({ name, routes, emits }) => [
      ...routes.flatMap((route) => schemasOf(name, route)),
      ...emits.map(({ schema }) => ({ module: name, schema, io: 'output' as const })),
    ]),
  );
  const idOf = idExamples(modules);
  const paths: Record<string, Json> = {};
  for (const { name, routes, permissions } of modules) {
    for (const route of routes) {
      const permission = permissions.find(
        (declared) => route.access === 'tenant' && declared.name === route.permission,
      );
      const path = paths[route.path] ?? {};
      path[route.method.toLowerCase()] = operationOf({ schemas, idOf }, name, route, permission?.roles ?? []);
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
    webhooks: webhooksOf(schemas, modules),
    components: {
      schemas: { ...schemas.components(), Problem: PROBLEM },
      responses: refusalResponses(),
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

type Told = { readonly schemas: Schemas; readonly idOf: IdExample };

function operationOf(told: Told, tag: string, route: Route, roles: readonly string[]): Json {
  const { schemas } = told;
  const holders = ['owner', 'admin', ...roles];
  return {
    operationId: operationIdOf(route),
    tags: [tag],
    summary: route.summary,
    ...(route.access === 'public'
      ? { security: [] }
      : {
          description: `Needs the permission \`${route.permission}\`. Of the given roles it is held by ${holders.join(', ')}.`,
          'x-permission': route.permission,
          'x-roles': holders,
          security: [{ token: [] }, { apiKey: [] }],
        }),
    ...ownFieldsOf(schemas, tag, route),
    parameters: [
      ...pathParameters(schemas, tag, route),
      ...queryParameters(schemas, tag, route),
      ...(route.method === 'GET' && route.access === 'tenant' ? VIEW_PARAMETERS : []),
      ...headerParameters(route),
    ],
    ...(route.body === undefined ? {} : { requestBody: requestBodyOf(told, tag, route, route.body) }),
    ...(isKeyed(route) && route.raw !== undefined ? { requestBody: rawBodyOf(told, tag, route.raw) } : {}),
    responses: { ...successOf(told, tag, route), ...refusalsOf(route) },
  };
}

/** The route's own example, which reads best, or one that is made from the schema. */
function requestBodyOf({ schemas, idOf }: Told, tag: string, route: Route, body: z.ZodType): Json {
  const schema = schemas.of(tag, body, 'input');
  const content = { schema, example: route.example ?? exampleBy(body, 'input', idOf) };
  const asForm =
    isKeyed(route) && route.formEncoded === true ? { 'application/x-www-form-urlencoded': { schema } } : {};
  return { required: route.bodyOptional !== true, content: { 'application/json': content, ...asForm } };
}

function exampleBy(schema: z.ZodType, io: Direction, idOf: IdExample): unknown {
  const json = toJsonSchema(schema, io);
  return exampleOf(json, (json.$defs ?? {}) as Json, idOf);
}

type RawBody = NonNullable<KeyedRoute['raw']>;

const rawBodyOf = ({ schemas, idOf }: Told, tag: string, { contentType, schema }: RawBody): Json => ({
  required: true,
  content: { [contentType]: { schema: schemas.of(tag, schema, 'input'), example: exampleBy(schema, 'input', idOf) } },
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

/** Filters by a tenant's own fields are in its own description: here the operation says which kind of fields they are. */
const OWN_FIELDS = 'x-custom-fields';

const queryParameters = (schemas: Schemas, module: string, route: Route): Json[] =>
  propertiesOf(schemas, module, route.query).flatMap(({ name, required, schema }) =>
    schema[OWN_FIELDS] === undefined ? [{ name, in: 'query', required, schema }] : [],
  );

const ownFieldsOf = (schemas: Schemas, module: string, route: Route): Json =>
  Object.fromEntries(
    propertiesOf(schemas, module, route.query)
      .filter(({ schema }) => schema[OWN_FIELDS] !== undefined)
      .map(({ schema }) => [OWN_FIELDS, schema[OWN_FIELDS]]),
  );

function headerParameters(route: Route): Json[] {
  const takesKey = route.method === 'POST' && !(route.access === 'public' && route.idempotency === 'none');
  return [
    ...(takesKey ? [{ ...IDEMPOTENCY_KEY }] : []),
    ...(route.ifMatch === undefined ? [] : [{ ...IF_MATCH, required: route.ifMatch === 'required' }]),
    ...(route.access === 'tenant' ? [{ ...VERSION_PARAMETER }] : []),
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

function successOf({ schemas, idOf }: Told, module: string, route: Route): Json {
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
    ...(route.access === 'tenant' ? CALLER_HEADER_REFS : {}),
  };
  return {
    [status]: {
      description: route.summary,
      headers,
      content: {
        'application/json': {
          schema: schemas.of(module, route.response, 'output'),
          example: exampleBy(route.response, 'output', idOf),
        },
      },
    },
  };
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
  ...CALLER_HEADERS,
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
