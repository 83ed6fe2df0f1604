/** Versions of the API by date: the header, the key's own, what was, and what a receiver of events is shown. */
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { modules } from '../../../domain/modules.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { answerSchemaOf } from '../../../shared/http/answer-schema.ts';
import {
  API_VERSION_NAMES,
  type ApiChange,
  changesAfter,
  FIRST_VERSION,
  NEWEST_VERSION,
  newerBody,
  olderAnswer,
  renderEvent,
} from '../../../shared/http/versions.ts';
import { createWorld } from '../../harness/world.ts';
import { createPlatformWorld, type PlatformWorld } from '../platform/platform-world.ts';

const FIRST = { headers: { 'tandem-version': FIRST_VERSION } };
const CONTENT = { kind: 'products', content: 'sku,name,kind\nBK-1,Bike,service\n', dryRun: true };

describe('a version', () => {
  it('is in every answer; without a header a person has the newest', async () => {
    const tenant = await (await createWorld()).tenant();
    const { headers } = await tenant.get('/tenant');
    expect([headers['tandem-version'], headers.deprecation, headers.sunset]).toEqual([
      NEWEST_VERSION,
      undefined,
      undefined,
    ]);
    const refused = await tenant.get('/tenant?nothing=1');
    expect(refused.headers['tandem-version']).toBe(NEWEST_VERSION);
  });

  it('that is old says since when, and until when it lasts', async () => {
    const tenant = await (await createWorld()).tenant();
    const { headers } = await tenant.get('/tenant', FIRST);
    expect([headers['tandem-version'], headers.deprecation, headers.sunset]).toEqual([
      FIRST_VERSION,
      `@${Date.parse('2026-11-24T00:00:00Z') / 1000}`,
      'Wed, 24 Nov 2027 00:00:00 GMT',
    ]);
  });

  it.each(['2026-11-02', 'latest', '', '2027-01-01'])(
    'that is none ("%s") is refused with those that there are',
    async (text) => {
      const tenant = await (await createWorld()).tenant();
      const { status, body } = await tenant.get('/tenant', { headers: { 'tandem-version': text } });
      expect([status, body.code, body.facts]).toEqual([400, 'api.unknown_version', { versions: API_VERSION_NAMES }]);
    },
  );
});

describe('an import of the first version', () => {
  it('tells its progress as it did then, in one, in lists, by POST and again by the same key', async () => {
    const world = await createPlatformWorld();
    await world.signUp();
    const token = await world.signIn('ada@example.com');
    const key = await keyOf(world, token, FIRST_VERSION);
    const post = await world.call('POST', '/imports', { token: key, body: CONTENT, key: 'k' });
    const again = await world.call('POST', '/imports', { token: key, body: CONTENT, key: 'k' });
    const one = await world.call('GET', `/imports/${post.body.id}`, { token: key });
    const list = await world.call('GET', '/imports?fields=progress.bytesRead', { token: key });
    const newer = await world.call('GET', `/imports/${post.body.id}`, { token });
    const then = { bytesRead: expect.any(Number), bytesTotal: CONTENT.content.length };
    expect([post.body.progress, again.body.progress, one.body.progress]).toEqual([then, then, then]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect(list.body.data).toEqual([{ progress: { bytesRead: expect.any(Number) } }]);
    expect(newer.body.progress).toEqual({ done: expect.any(Number), total: CONTENT.content.length, unit: 'bytes' });
    const wrong = await world.call('GET', '/imports?fields=progress.done', { token: key });
    expect(wrong.status).toBe(422);
  });

  it('is described as it was in the description of that version', async () => {
    const tenant = await (await createWorld()).tenant();
    const progress = async (sent = {}) => {
      const { body } = await tenant.get('/openapi.json', sent);
      const { info, components } = body;
      return [info.version, Object.keys(components.schemas.Import.properties.progress.properties ?? {})];
    };
    expect(await progress(FIRST)).toEqual([FIRST_VERSION, ['bytesRead', 'bytesTotal']]);
    expect(await progress()).toEqual([NEWEST_VERSION, []]);
  });
});

describe('an API key', () => {
  let world: PlatformWorld;
  let owner: string;
  beforeEach(async () => {
    world = await createPlatformWorld();
    await world.signUp();
    owner = await world.signIn('ada@example.com');
  });
  const answeredIn = async (token: string) => (await world.call('GET', '/me', { token })).headers['tandem-version'];

  it('is pinned to the newest version of the day it was made, or to the one it was made with', async () => {
    expect(await answeredIn(await keyOf(world, owner))).toBe(NEWEST_VERSION);
    expect(await answeredIn(await keyOf(world, owner, FIRST_VERSION))).toBe(FIRST_VERSION);
  });

  it('is answered in another version from the request after it was pinned there', async () => {
    const made = await world.call('POST', '/api-keys', {
      token: owner,
      body: { name: 'Shop', scopes: ['*:read'], apiVersion: FIRST_VERSION },
    });
    const path = `/api-keys/${made.body.id}`;
    const changed = await world.call('PATCH', path, { token: owner, body: { apiVersion: NEWEST_VERSION }, ifMatch: 1 });
    expect([changed.status, changed.body.apiVersion, changed.body.name]).toEqual([200, NEWEST_VERSION, 'Shop']);
    expect(await answeredIn(made.body.key)).toBe(NEWEST_VERSION);
    const unknown = await world.call('PATCH', path, { token: owner, body: { apiVersion: 'x' }, ifMatch: 2 });
    expect([unknown.status, unknown.body.errors[0].pointer]).toEqual([422, '/apiVersion']);
    await world.call('DELETE', path, { token: owner, ifMatch: 2 });
    const late = await world.call('PATCH', path, { token: owner, body: { name: 'X' }, ifMatch: 3 });
    expect([late.status, late.body.code]).toEqual([409, 'platform.api_key.revoked']);
  });
});

async function keyOf(world: PlatformWorld, token: string, apiVersion?: string): Promise<string> {
  const body = { name: 'Shop', scopes: ['*'], ...(apiVersion === undefined ? {} : { apiVersion }) };
  return (await world.call('POST', '/api-keys', { token, body })).body.key;
}

describe('the layer', () => {
  const Thing = z.object({ id: z.string(), label: z.string() }).meta({ id: 'Thing' });
  const change: ApiChange = {
    version: NEWEST_VERSION,
    summary: 'A label was a title.',
    resources: {
      Thing: {
        older: ({ label, ...rest }) => ({ ...rest, title: label }),
        olderSchema: (schema) => schema,
      },
    },
    requests: {
      'POST /things': {
        newer: (body) => {
          const { title, ...rest } = body as Record<string, unknown>;
          return { ...rest, label: title };
        },
        olderSchema: (schema) => schema,
      },
    },
    events: { 'things.thing.made': ({ label, ...rest }) => ({ ...rest, title: label }) },
  };
  const changes = changesAfter([change], FIRST_VERSION);
  it.each([
    ['by itself', Thing, { id: '1', label: 'a' }, { id: '1', title: 'a' }],
    [
      'in a list',
      z.object({ data: z.array(Thing) }),
      { data: [{ id: '1', label: 'a' }] },
      { data: [{ id: '1', title: 'a' }] },
    ],
    [
      'where it may be null',
      z.object({ one: Thing.nullable() }),
      { one: { id: '1', label: 'a' } },
      { one: { id: '1', title: 'a' } },
    ],
    ['where it is null', z.object({ one: Thing.nullable() }), { one: null }, { one: null }],
    [
      'and nothing like it',
      z.object({ id: z.string(), label: z.string() }),
      { id: '1', label: 'a' },
      { id: '1', label: 'a' },
    ],
  ])('makes the older resource %s', (_place, schema, newer, older) => {
    expect(olderAnswer(changes, answerSchemaOf(schema), newer)).toEqual(older);
  });
  it('makes the newer request, of that route alone', () => {
    expect(newerBody(changes, { method: 'POST', path: '/things' }, { title: 'a' })).toEqual({ label: 'a' });
    expect(newerBody(changes, { method: 'POST', path: '/others' }, { title: 'a' })).toEqual({ title: 'a' });
  });
  it('makes the older event, whose id and sequence stay', () => {
    const event = { id: 'evt_1', type: 'things.thing.made', sequence: 3, data: { label: 'a' } } as EventEnvelope;
    expect(renderEvent([{ changes: [change] }], FIRST_VERSION, event)).toEqual({ ...event, data: { title: 'a' } });
    expect(renderEvent([{ changes: [change] }], NEWEST_VERSION, event)).toBe(event);
    expect(renderEvent(modules, FIRST_VERSION, event)).toBe(event);
  });
});
