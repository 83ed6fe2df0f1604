import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { ApiEvent, ApiResult } from '../../../shared/http/api-event.ts';
import { apiFunction } from '../../../shared/http/api-function.ts';
import { defineModule, type RouteInput, route } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { defineEntity } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { createEngineRuntime, type EngineRuntime } from '../../harness/engine-runtime.ts';

const Door = z.object({ id: z.string(), state: z.string() });
const door = defineEntity({ name: 'test.door', schema: Door });

/** Each request stands here between the look at its key and the look at the door, until it is let through. */
let arrived: (() => void)[];
let base: EngineRuntime;
beforeEach(() => {
  arrived = [];
  base = createEngineRuntime();
});
afterEach(() => base.close());

/** A verb that can be had once only: the second time it is refused for the state. */
async function openDoor(context: Context, { body }: RouteInput<unknown, unknown, { id: string }>) {
  await new Promise<void>((through) => arrived.push(through));
  return commit(context, async (work) => {
    if ((await work.records.get(door, body.id)) !== undefined)
      throw reject('conflict', 'test.door.open', 'It is open.');
    return work.create(door, { id: body.id, state: 'open' });
  });
}

const testModule = defineModule({
  name: 'test',
  summary: 'A door.',
  entities: [door],
  permissions: [{ name: 'test.door:open', summary: '', roles: ['sales'] }],
  routes: [
    route({
      method: 'POST',
      path: '/doors/open',
      permission: 'test.door:open',
      summary: 'Open a door.',
      body: z.strictObject({ id: z.string() }),
      response: Door,
      run: async () => openDoor,
    }),
  ],
});

function open(key: string): Promise<ApiResult> {
  const event: ApiEvent = {
    rawPath: '/v1/doors/open',
    rawQueryString: '',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: '{"id":"front"}',
    requestContext: {
      requestId: base.runtime.ids.next('req'),
      http: { method: 'POST', path: '/v1/doors/open' },
      authorizer: {
        lambda: {
          tenantId: `ten_${'0'.repeat(26)}`,
          actorKind: 'user',
          actorId: 'usr_1',
          roles: 'owner',
          patterns: '',
        },
      },
    },
  };
  const call = apiFunction(testModule, base.runtime) as (event: ApiEvent, context: unknown) => Promise<ApiResult>;
  return call(event, {});
}

/** Lets the next request through as soon as one stands there. */
async function letOneThrough(): Promise<void> {
  while (arrived.length === 0) await new Promise((resolve) => setImmediate(resolve));
  arrived.shift()?.();
}

describe('two requests with one Idempotency-Key at once', () => {
  it('get one answer, even where the second looks at the state only after the first has changed it', async () => {
    const requests = [open('key'), open('key')];
    while (arrived.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await letOneThrough();
    const first = await Promise.race(requests);
    await letOneThrough();
    const [one, two] = await Promise.all(requests);
    expect(first.statusCode).toBe(200);
    expect([one?.statusCode, two?.statusCode]).toEqual([200, 200]);
    expect(one?.body).toBe(two?.body);
  });

  it('with two keys are two requests: the second is refused for the state', async () => {
    const requests = [open('one'), open('two')];
    await letOneThrough();
    await letOneThrough();
    const statuses = (await Promise.all(requests)).map(({ statusCode }) => statusCode);
    expect(statuses.sort()).toEqual([200, 409]);
  });
});
