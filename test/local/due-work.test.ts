/**
 * Due work on the local cloud: the stacks as they are deployed, with the rights of their roles, over a restart. The
 * module is one of the infrastructure tests; what it does at an instant is here.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { create as createRelay } from '../../functions/platform/due-relay.ts';
import { create as createSweeper } from '../../functions/platform/due-sweeper.ts';
import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from '../../infra/local/cloud.ts';
import { dueFunction } from '../../shared/due/due-function.ts';
import { defineModule, dueWork } from '../../shared/module.ts';
import { tenantContext } from '../../shared/runtime/contexts.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { instantOf } from '../../shared/values/time.ts';
import { errand } from '../infra/probe-modules.ts';
import { synthesise } from '../infra/synthesised.ts';
import { type Handlers, loaderOf } from './small-app.ts';

const ALPHA = `ten_${'a'.repeat(26)}` as TenantId;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const { outdir } = synthesise();

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function openWorld(data: LocalCloudOptions['data']) {
  let now = Date.parse('2026-03-02T09:00:00.000Z');
  const startedAt = now;
  const ran: (readonly [id: string, afterMs: number])[] = [];
  const waiter = defineModule({
    name: 'waiter',
    summary: 'Runs errands at their time.',
    entities: [errand],
    due: [
      dueWork({
        entity: errand,
        name: 'run-errand',
        run: async () => async (context, claimed) => {
          await commit(context, async ({ remove }) => remove(errand, claimed));
          ran.push([claimed.id, now - startedAt]);
        },
      }),
    ],
  });
  let runtime: Runtime | undefined;
  const idleFunction = () => async () => ({ batchItemFailures: [] });
  const handlers: Handlers = {
    'platform/due-relay': createRelay as NonNullable<Handlers[string]>,
    'platform/due-sweeper': createSweeper,
    'waiter/due': (made) => {
      runtime = made;
      return dueFunction(waiter, made) as ReturnType<NonNullable<Handlers[string]>>;
    },
  };
  const load = loaderOf(handlers);
  const start = async (): Promise<LocalCloud> => {
    const cloud = await startLocalCloud({
      ...{ data, port: 0, template: outdir, logLevel: 'silent', retryDelay: () => 5 },
      loader: async (config) => ({ create: idleFunction, ...(await load(config)) }),
      clock: { now: () => now },
    });
    undo.push(cloud.stop);
    for (const { config, warm } of cloud.services.functions.values())
      if (config.handler === 'waiter/due.handler') await warm();
    await cloud.idle();
    return cloud;
  };
  return {
    start,
    ran,
    elapse: async (cloud: LocalCloud, ms: number) => {
      now += ms;
      cloud.wake();
      await cloud.idle();
    },
    make: async (cloud: LocalCloud, id: string, dueMs: number) => {
      if (runtime === undefined) throw new Error('The cloud has not been started');
      const context = tenantContext(runtime, {
        ...{ tenantId: ALPHA, actor: { kind: 'user', id: 'usr_1' } },
        ...{ correlationId: 'cor_1', causationId: 'req_1' },
      });
      await commit(context, async ({ create }) =>
        create(errand, { id, person: 'p1', runAt: instantOf(startedAt + dueMs) }),
      );
      await cloud.idle();
    },
    hints: (cloud: LocalCloud) =>
      cloud.services.queues
        .all()
        .filter(({ arn }) => arn === queueOf(cloud))
        .flatMap(({ arn }) => cloud.services.queues.list(arn, 100)),
  };
}

const queueOf = ({ app }: LocalCloud): string => {
  const target = app.functions.find(({ handler }) => handler === 'waiter/due.handler');
  return app.mappings.find(({ functionArn }) => functionArn === target?.arn)?.sourceArn ?? '';
};

describe('due work on the local cloud', () => {
  test('soon: by the stream, held back in the queue, and no part of what idleness waits for', async () => {
    const { start, make, elapse, ran, hints } = openWorld('memory');
    const cloud = await start();
    await make(cloud, 'e1', 5_000);
    expect(hints(cloud)).toHaveLength(1);
    await elapse(cloud, 4_000);
    expect(ran).toEqual([]);
    await elapse(cloud, 1_000);
    expect(ran).toEqual([['e1', 5_000]]);
    await elapse(cloud, 10 * MINUTE_MS);
    expect(hints(cloud)).toEqual([]);
    expect(ran).toHaveLength(1);
  });

  test('later: by the sweeper, in its minute', async () => {
    const { start, make, elapse, ran, hints } = openWorld('memory');
    const cloud = await start();
    await make(cloud, 'e1', 20 * MINUTE_MS);
    expect(hints(cloud)).toEqual([]);
    for (let minute = 1; minute <= 19; minute += 1) await elapse(cloud, MINUTE_MS);
    expect(ran).toEqual([]);
    await elapse(cloud, MINUTE_MS);
    expect(ran).toEqual([['e1', 20 * MINUTE_MS]]);
  });

  test('what waits in the queue or the index outlives the process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tandem-due-'));
    undo.push(() => rmSync(folder, { recursive: true, force: true }));
    const { start, make, elapse, ran } = openWorld({ folder });
    const first = await start();
    await make(first, 'soon', 10_000);
    await make(first, 'later', 3 * DAY_MS);
    await first.stop();
    const second = await start();
    await elapse(second, 10_000);
    expect(ran).toEqual([['soon', 10_000]]);
    await second.stop();
    // The laptop is off over the weekend, and longer than the work could wait.
    const third = await start();
    await elapse(third, 4 * DAY_MS);
    expect(ran).toEqual([
      ['soon', 10_000],
      ['later', 4 * DAY_MS + 10_000],
    ]);
  });
});
