/** No change of the API breaks what was accepted; what it gains is accepted by `npm run samples`. */
import { describe, expect, it, test } from 'vitest';
import { apiDescription } from '../harness/described.ts';
import { findBreaks } from './find-breaks.ts';
import { type Accepted, acceptedApi, presentApi } from './stored-samples.ts';

const accepted = acceptedApi();
const present = presentApi();

test('nothing that integrators build on is gone or other than it was', () => {
  expect(findBreaks(accepted, present)).toEqual([]);
});

test('every answer and every event has its stored sample (else run: npm run samples)', () => {
  const names = (api: Accepted) =>
    [api.paths, api.webhooks ?? {}].flatMap((paths) =>
      Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`)),
    );
  expect(names(present).filter((name) => !names(accepted).includes(name))).toEqual([]);
});

test('the stored samples still fit what is described today', () => {
  type Shown = Record<string, { schema: Record<string, unknown>; example?: unknown }>;
  const unfit: string[] = [];
  const judge = (at: string, stored: Shown | undefined, today: Shown | undefined) => {
    const [sample, schema] = [stored?.['application/json']?.example, today?.['application/json']?.schema];
    if (sample !== undefined && schema !== undefined && !apiDescription().fits(schema, sample)) unfit.push(at);
  };
  const { paths, webhooks = {} } = apiDescription().document;
  for (const [path, methods] of Object.entries(accepted.paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      for (const [status, { content }] of Object.entries(responses))
        judge(
          `${method} ${path} ${status}`,
          content as Shown,
          paths[path]?.[method]?.responses[status]?.content as Shown,
        );
    }
  }
  for (const [type, { post }] of Object.entries(accepted.webhooks ?? {}))
    judge(type, post?.requestBody?.content as Shown, webhooks[type]?.post?.requestBody?.content as Shown);
  expect(unfit).toEqual([]);
});

describe('a break is found', () => {
  const things = (body: object, answer: object): Accepted => ({
    paths: {
      '/things': {
        post: {
          parameters: [],
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Body' } } },
          },
          responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
        },
      },
    },
    components: { schemas: { Body: { type: 'object', ...body }, Thing: { type: 'object', ...answer } } },
  });
  const text = { type: 'string' };
  const before = things(
    { properties: { name: text, kind: { type: 'string', enum: ['a', 'b'] } }, required: ['name'] },
    {
      properties: {
        id: text,
        state: { type: 'string', enum: ['open', 'done'] },
        lines: { type: 'array', items: { type: 'object', properties: { sku: text } } },
      },
      required: ['id'],
    },
  );
  const changed = (change: (api: ReturnType<typeof JSON.parse>) => void): Accepted => {
    const api = JSON.parse(JSON.stringify(before));
    change(api);
    return api;
  };

  it.each<[what: string, after: Accepted, found: string[]]>([
    ['nothing where nothing changed', before, []],
    [
      'nothing where a field is added',
      changed((api) => Object.assign(api.components.schemas.Thing.properties, { more: text })),
      [],
    ],
    [
      'nothing where a field may be sent',
      changed((api) => Object.assign(api.components.schemas.Body.properties, { more: text })),
      [],
    ],
    ['a path that is gone', { ...before, paths: {} }, ['post /things is gone']],
    [
      'a field that is gone',
      changed((api) => delete api.components.schemas.Thing.properties.id),
      ['post /things 200.id is gone'],
    ],
    [
      'a field that is gone within a list',
      changed((api) => delete api.components.schemas.Thing.properties.lines.items.properties.sku),
      ['post /things 200.lines[].sku is gone'],
    ],
    [
      'a type that changed',
      changed((api) => Object.assign(api.components.schemas.Thing.properties, { id: { type: 'number' } })),
      ['post /things 200.id: string is number now'],
    ],
    [
      'an answer that can be null now',
      changed((api) =>
        Object.assign(api.components.schemas.Thing.properties, { id: { anyOf: [text, { type: 'null' }] } }),
      ),
      ['post /things 200.id: string is string or null now'],
    ],
    [
      'a field that can be absent now',
      changed((api) => Object.assign(api.components.schemas.Thing, { required: [] })),
      ['post /things 200.id can be absent now'],
    ],
    [
      'an enum value that is gone',
      changed((api) => api.components.schemas.Thing.properties.state.enum.pop()),
      ['post /things 200.state: the value done is gone'],
    ],
    [
      'a body field that has to be sent now',
      changed((api) => api.components.schemas.Body.required.push('kind')),
      ['post /things body.kind has to be sent now'],
    ],
    [
      'a body field that is taken no more',
      changed((api) => delete api.components.schemas.Body.properties.kind),
      ['post /things body.kind is gone'],
    ],
  ])('%s', (_, after, found) => {
    expect(findBreaks(before, after)).toEqual(found);
  });
});
