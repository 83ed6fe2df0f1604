import openapiTS, { astToString } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modules } from '../../../domain/modules.ts';
import { defineModule, publicRoute, route } from '../../../shared/module.ts';
import { openApiOf } from '../../../shared/openapi.ts';
import type { Schema } from '../../harness/api-description.ts';
import { apiDescription } from '../../harness/described.ts';

const info = { title: 'Tandem', version: '1.0.0', description: 'x' };
const run = async () => async () => ({});
type Operation = Record<string, unknown> & {
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  responses: Record<string, unknown>;
};
const operation = (document: ReturnType<typeof openApiOf>, path: string, method: string) =>
  document.paths[path]?.[method] as Operation;

describe('the OpenAPI document', () => {
  const document = openApiOf(modules, info);
  const routes = modules.flatMap((module) => module.routes);

  it('has every route of every module, each with its own operation id', () => {
    const found = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(found.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
    const ids = routes.map(({ method, path }) => operation(document, path, method.toLowerCase()).operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is valid OpenAPI 3.1: a client can be generated from it, and every reference leads somewhere', async () => {
    const types = astToString(await openapiTS(JSON.stringify(document)));
    expect(types).toContain('"/signup"');
    const text = JSON.stringify(document);
    const names = new Set(Object.keys(document.components.schemas as object));
    const referenced = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
    expect(referenced.filter((name) => !names.has(name))).toEqual([]);
    expect(text).not.toContain('$defs');
  }, 60_000);

  it('says which permission a route needs, and of which kind its caller is', () => {
    for (const declared of routes) {
      const found = operation(document, declared.path, declared.method.toLowerCase());
      const expected = declared.access === 'tenant' ? declared.permission : undefined;
      expect(found['x-permission'], declared.path).toBe(expected);
      expect(found.security).toEqual(declared.access === 'tenant' ? [{ token: [] }, { apiKey: [] }] : []);
    }
  });

  it('shows an example that the route itself takes, wherever there is one', () => {
    const wrong = routes.flatMap(({ method, path, example, body }) =>
      example === undefined || body?.safeParse(example).success === true ? [] : [`${method} ${path}`],
    );
    expect(wrong).toEqual([]);
  });
});

describe('examples', () => {
  const { document, fits, resolve } = apiDescription();
  type Shown = { schema: Schema; example?: unknown; examples?: Record<string, { value: unknown }> };
  type Part = {
    requestBody?: { content: Record<string, Shown> };
    responses: Record<string, { content?: Record<string, Shown> }>;
  };
  const operations = [...Object.entries(document.paths), ...Object.entries(document.webhooks ?? {})].flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, part]) => ({ at: `${method} ${path}`, part: part as Part })),
  );
  const wrong = (of: (part: Part) => readonly Shown[]) =>
    operations.flatMap(({ at, part }) => (of(part).every(({ schema, example }) => fits(schema, example)) ? [] : [at]));
  const json = (content: Record<string, Shown> = {}) =>
    Object.entries(content).flatMap(([type, shown]) => (type === 'application/json' ? [shown] : []));

  it('of every body, answer and webhook are there and fit their schemas', () => {
    expect(wrong(({ requestBody }) => json(requestBody?.content))).toEqual([]);
    expect(wrong(({ responses }) => Object.values(responses).flatMap(({ content }) => json(content)))).toEqual([]);
  });

  it('of bodies are taken by the routes themselves', () => {
    const refused = modules
      .flatMap((module) => module.routes)
      .flatMap(({ method, path, body }) => {
        const shown = (document.paths[path]?.[method.toLowerCase()] as Part | undefined)?.requestBody?.content[
          'application/json'
        ];
        return body === undefined || body.safeParse(shown?.example).success ? [] : [`${method} ${path}`];
      });
    expect(refused).toEqual([]);
  });

  it('of refusals are problems, with the code that is named', () => {
    for (const status of [400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 503]) {
      const shown = resolve(`#/components/responses/Refused${status}`).content?.['application/problem+json'] as Shown;
      expect(Object.keys(shown.examples ?? {}).length).toBeGreaterThan(0);
      for (const [code, { value }] of Object.entries(shown.examples ?? {})) {
        expect(fits(shown.schema, value)).toBe(true);
        expect(value).toMatchObject({ status, code });
      }
    }
  });

  it('every event is a webhook, in the envelope that endpoints are sent', () => {
    const types = modules.flatMap(({ emits }) => emits.map(({ type }) => type));
    expect(Object.keys(document.webhooks ?? {})).toEqual(types.sort());
  });
});

describe('what a route becomes', () => {
  const Size = z.string().regex(/^\d+$/).meta({ id: 'Size' });
  const Thing = z
    .object({ id: z.string(), size: Size, version: z.number().int(), note: z.string().default('-') })
    .meta({ id: 'Thing' });
  const things = defineModule({
    name: 'things',
    summary: 'Things.',
    entities: [],
    permissions: [{ name: 'things.thing:update', summary: '', roles: ['sales'] }],
    routes: [
      route({
        method: 'PATCH',
        path: '/things/{thingId}',
        permission: 'things.thing:update',
        summary: 'Change.',
        params: z.object({ thingId: z.string().length(3) }),
        query: z.strictObject({ limit: z.coerce.number().int().min(1).default(5), q: z.string().optional() }),
        body: Thing,
        ifMatch: 'required',
        response: Thing,
        run,
      }),
      publicRoute({
        method: 'POST',
        path: '/things/hello',
        summary: 'Hello.',
        response: z.unknown(),
        status: 204,
        run,
      }),
    ],
  });
  const document = openApiOf([things], info);
  const patch = operation(document, '/things/{thingId}', 'patch');

  it('lists path, query and header parameters with their schemas', () => {
    expect(patch.parameters).toMatchObject([
      { name: 'thingId', in: 'path', required: true, schema: { type: 'string', minLength: 3 } },
      { name: 'limit', in: 'query', required: false, schema: { type: 'integer', default: 5 } },
      { name: 'q', in: 'query', required: false },
      { name: 'If-Match', in: 'header', required: true },
      { name: 'Tandem-Version', in: 'header', required: false },
    ]);
    expect(operation(document, '/things/hello', 'post').parameters).toMatchObject([
      { name: 'Idempotency-Key', in: 'header', required: false },
    ]);
  });

  it('gives a schema whose two directions differ two names, and one whose do not one', () => {
    const { schemas } = document.components as { schemas: Record<string, { required?: string[] }> };
    expect(Object.keys(schemas).sort()).toEqual(['Problem', 'Size', 'Thing', 'ThingInput']);
    expect(schemas.Thing?.required).toContain('note');
    expect(schemas.ThingInput?.required).not.toContain('note');
    expect(JSON.stringify(patch.requestBody)).toContain('#/components/schemas/ThingInput');
    expect(JSON.stringify(patch.responses[200])).toContain('#/components/schemas/Thing"');
  });

  it('names the ETag of a record, the refusals to reckon with, and nothing where there is no answer', () => {
    expect(JSON.stringify(patch.responses[200])).toContain('#/components/headers/ETag');
    const refused = ['400', '401', '403', '404', '409', '412', '413', '415', '422', '428', '503'];
    expect(Object.keys(patch.responses)).toEqual(['200', ...refused, 'default']);
    expect(patch.responses[428]).toEqual({ $ref: '#/components/responses/Refused428' });
    expect(operation(document, '/things/hello', 'post').responses[204]).not.toHaveProperty('content');
  });

  it('puts the module before an id that modules use for different things, and refuses it within one module', () => {
    const x = (type: z.ZodType) => z.object({ x: type.meta({ id: 'X' }) });
    const module = (name: string, ...answers: z.ZodType[]) =>
      defineModule({
        name,
        summary: '',
        entities: [],
        routes: answers.map((response, index) =>
          publicRoute({ method: 'GET', path: `/${name}/${index}`, summary: '', response, run }),
        ),
      });
    const { components, paths } = openApiOf([module('cats', x(z.string())), module('dogs', x(z.number()))], info);
    expect(components.schemas).toMatchObject({ CatsX: { type: 'string' }, DogsX: { type: 'number' } });
    expect(JSON.stringify(paths['/dogs/0'])).toContain('#/components/schemas/DogsX');
    expect(() => openApiOf([module('cats', x(z.string()), x(z.number()))], info)).toThrow('have the id "X"');
  });
});
