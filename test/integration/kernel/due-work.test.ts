/** Due work: done at the instant that a record says, once, whatever becomes of messages, runs, timers and the stream. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Context } from '../../../shared/context.ts';
import { dueFunction } from '../../../shared/due/due-function.ts';
import { tenantContext } from '../../../shared/runtime/contexts.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { instantOf } from '../../../shared/values/time.ts';
import { startDueClock } from '../../harness/due-clock.ts';
import { createEngineRuntime } from '../../harness/engine-runtime.ts';
import { type Behaviour, type Errand, errand, errandsModule } from '../../harness/errands.ts';

const ALPHA = `ten_${'a'.repeat(26)}` as TenantId;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const LEASE_MS = MINUTE_MS;

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

function open() {
  const errors: string[] = [];
  const counted: Record<string, number[]> = {};
  const runs: { readonly context: Context; readonly claimed: Stored<Errand>; readonly at: number }[] = [];
  const base = createEngineRuntime({
    logger: { info: () => {}, warn: () => {}, error: (text, facts) => errors.push(`${text} ${JSON.stringify(facts)}`) },
    overrides: {
      metrics: {
        count: (name, value) => {
          counted[name] = [...(counted[name] ?? []), value];
        },
      },
    },
  });
  opened.push(base.close);
  const { clock, runtime } = base;
  const startedAt = clock.now();
  let behave: Behaviour = async () => {};
  const module = errandsModule(async (context, claimed) => {
    runs.push({ context, claimed, at: clock.now() - startedAt });
    await behave(context, claimed);
  });
  const due = startDueClock(base, [module]);
  const context = tenantContext(runtime, {
    tenantId: ALPHA,
    actor: { kind: 'user', id: 'usr_1' },
    correlationId: 'cor_asked',
    causationId: 'req_1',
  });
  const after = (ms: number) => instantOf(startedAt + ms);
  return {
    ...base,
    due,
    runs,
    errors,
    counted,
    context,
    after,
    run: dueFunction(module, runtime),
    behave: (next: Behaviour) => {
      behave = next;
    },
    /** Makes an errand that is to be run after these times (ms from the start). */
    make: (id: string, times: readonly number[], more: Partial<Errand> = {}) =>
      commit(context, async (work) => {
        const [first, ...others] = times.map(after);
        const runAt = first === undefined ? {} : { runAt: first };
        return work.create(errand, { id, person: 'p1', thenAt: others, ranAt: [], ...runAt, ...more });
      }),
    change: (id: string, changes: Partial<Errand>) =>
      commit(context, async (work) => work.update(errand, await work.records.need(errand, id), changes)),
    get: (id: string) => context.records.get(errand, id),
    /** How long after the start each run was. */
    times: () => runs.map(({ at }) => at),
  };
}

describe('a record falls due', () => {
  test.each([
    ['at once', 0],
    ['in 5 seconds', 5 * SECOND_MS],
    ['in 15 minutes, the most that a queue holds back', 15 * MINUTE_MS],
    ['in 20 minutes', 20 * MINUTE_MS],
    ['in 3 days', 3 * DAY_MS],
  ])('%s: its work is done then, once', async (_, dueMs) => {
    const { due, make, times, get } = open();
    await make('e1', [dueMs]);
    await due.elapse(4 * DAY_MS);
    expect(times()).toEqual([dueMs]);
    expect(await get('e1')).not.toHaveProperty('runAt');
    expect(due.hints).toEqual([]);
  });

  test('between seconds: not before, and within the second after', async () => {
    const { due, make, times } = open();
    await make('e1', [1_234]);
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([2_000]);
  });

  test('again and again, as each run says, over three days', async () => {
    const { due, make, times } = open();
    const plan = [5 * SECOND_MS, 5 * MINUTE_MS, 35 * MINUTE_MS, 3 * HOUR_MS, 75 * HOUR_MS];
    await make('e1', plan);
    await due.elapse(4 * DAY_MS);
    expect(times()).toEqual(plan);
  });

  test('and is worked on as the system, in its tenant, in the loop that it belongs to', async () => {
    const { due, make, runs } = open();
    await make('e1', [0], { correlationId: 'cor_of_record' });
    await make('e2', [0]);
    await due.settle();
    expect(runs.map(({ context }) => context)).toMatchObject([
      {
        tenantId: ALPHA,
        actor: { kind: 'system', id: 'errands.run-errand' },
        correlationId: 'cor_of_record',
        causationId: 'e1',
      },
      { tenantId: ALPHA, correlationId: expect.stringMatching(/^run_/), causationId: 'e2' },
    ]);
  });

  test('once the instant is set, and not while it is unset', async () => {
    const { due, make, change, times, after } = open();
    await make('e1', []);
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([]);
    await change('e1', { runAt: after(HOUR_MS + SECOND_MS) });
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([HOUR_MS + SECOND_MS]);
  });
});

describe('a message is a hint', () => {
  test('a record that was deleted is left alone', async () => {
    const { due, make, context, times } = open();
    const made = await make('e1', [MINUTE_MS]);
    await due.settle();
    await commit(context, async (work) => work.remove(errand, made));
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([]);
    expect(due.hints).toEqual([]);
  });

  test.each([
    ['sooner', 10 * SECOND_MS],
    ['later', 40 * MINUTE_MS],
  ])('an instant that was moved %s counts, and the old one does not', async (_, movedMs) => {
    const { due, make, change, times, after } = open();
    await make('e1', [MINUTE_MS]);
    await due.settle();
    await change('e1', { runAt: after(movedMs) });
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([movedMs]);
  });

  test('one that comes before its time goes back to its queue, and changes nothing', async () => {
    const { run, make, due, times, get } = open();
    await make('e1', [MINUTE_MS]);
    await due.settle();
    const body = due.hints[0]?.body ?? '';
    const answer = await run({ Records: [{ messageId: 'early', body }] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'early' }] });
    expect((await get('e1'))?.version).toBe(1);
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([MINUTE_MS]);
  });

  test('of several at once, in one batch and in others, one gets the record', async () => {
    const { run, make, due, runs, get, clock } = open();
    await make('e1', [SECOND_MS]);
    await due.settle();
    const body = due.hints.splice(0)[0]?.body ?? '';
    clock.advance(SECOND_MS);
    const batch = { Records: ['1', '2', '3'].map((messageId) => ({ messageId, body })) };
    const answers = await Promise.all([run(batch), run(batch), run(batch)]);
    expect(answers).toEqual(answers.map(() => ({ batchItemFailures: [] })));
    expect(runs).toHaveLength(1);
    expect((await get('e1'))?.ranAt).toHaveLength(1);
  });

  test('one of a kind that the module does not know is reported, and goes to the dead letters in the end', async () => {
    const { run, errors } = open();
    const body = JSON.stringify({ tenantId: ALPHA, entity: 'errands.other', pk: 'x', sk: 'r', due: instantOf(0) });
    const answer = await run({ Records: [{ messageId: '1', body }] });
    expect(answer.batchItemFailures).toHaveLength(1);
    expect(errors).toEqual([expect.stringContaining('errands has no due work for errands.other')]);
  });
});

describe('a run', () => {
  test('has the record for the length of its lease, and not longer than its own commit', async () => {
    const { due, make, runs, after, get } = open();
    await make('e1', [SECOND_MS, 5 * MINUTE_MS]);
    await due.elapse(MINUTE_MS);
    expect(runs[0]?.claimed).toMatchObject({ version: 2, runAt: after(SECOND_MS + LEASE_MS) });
    expect(await get('e1')).toMatchObject({ version: 3, runAt: after(5 * MINUTE_MS) });
  });

  test('that throws is told of, and the record falls due again when the lease ends', async () => {
    const { due, make, times, behave, errors, counted, get } = open();
    let left = 2;
    behave(async () => {
      left -= 1;
      if (left >= 0) throw new Error('no way through');
    });
    await make('e1', [SECOND_MS]);
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([0, 1, 2].map((lease) => SECOND_MS + lease * LEASE_MS));
    expect(errors).toHaveLength(2);
    expect(errors[0]).toContain('due work failed');
    expect(errors[0]).toContain('errands.run-errand');
    expect(errors[0]).toContain('no way through');
    expect(counted.DueWorkFailed).toEqual([1, 1]);
    expect((await get('e1'))?.ranAt).toHaveLength(1);
  });

  test('that is killed leaves its claim, and what it would have committed late is refused', async () => {
    const { due, run, make, behave, clock, get, times } = open();
    await make('e1', [SECOND_MS]);
    await due.settle();
    const body = due.hints.splice(0)[0]?.body ?? '';
    const { promise: thaw, resolve } = Promise.withResolvers<void>();
    behave(() => thaw);
    clock.advance(SECOND_MS);
    const frozen = run({ Records: [{ messageId: '1', body }] });
    while (times().length === 0) await new Promise((next) => setImmediate(next));
    behave(async () => {});
    await due.elapse(2 * MINUTE_MS);
    expect(times()).toEqual([SECOND_MS, SECOND_MS + LEASE_MS]);
    resolve();
    await frozen;
    expect((await get('e1'))?.ranAt).toHaveLength(1);
  });
});

describe('the sweeper', () => {
  test('sends what the stream lost, minutes later', async () => {
    const { due, make, times } = open();
    due.losesStream = true;
    await make('e1', [5 * SECOND_MS]);
    await due.elapse(HOUR_MS);
    expect(times()).toHaveLength(1);
    expect(times()[0]).toBeLessThanOrEqual(3 * MINUTE_MS + 5 * SECOND_MS);
  });

  test('sends again what a queue lost, ever more rarely', async () => {
    const { due, make, clock } = open();
    await make('e1', [0]);
    const sent: number[] = [];
    for (let minute = 1; minute <= 130; minute += 1) {
      clock.advance(MINUTE_MS);
      await due.sweep();
      if (due.hints.splice(0).length > 0) sent.push(minute);
    }
    expect(sent).toEqual([2, 4, 8, 16, 32, 64, 96, 128]);
  });

  test('twice at once sends twice, and the work is done once', async () => {
    const { due, make, times, clock } = open();
    await make('e1', [20 * MINUTE_MS]);
    await due.settle();
    clock.advance(19 * MINUTE_MS);
    await Promise.all([due.sweep(), due.sweep()]);
    expect(due.hints).toHaveLength(2);
    await due.elapse(HOUR_MS);
    expect(times()).toEqual([20 * MINUTE_MS]);
  });

  test('makes up for runs that were missed', async () => {
    const { due, make, times } = open();
    await make('e1', [25 * MINUTE_MS]);
    await make('e2', [3 * HOUR_MS]);
    await due.elapse(MINUTE_MS);
    due.missesTimer = true;
    await due.elapse(4 * HOUR_MS);
    expect(times()).toEqual([]);
    due.missesTimer = false;
    await due.elapse(MINUTE_MS);
    expect(times().map((ms) => Math.floor(ms / HOUR_MS))).toEqual([4, 4]);
  });

  test('finds all that falls due, beyond one page of a shard', async () => {
    const { due, context, clock, after } = open();
    const ids = Array.from({ length: 1_150 }, (_, index) => `errand_${index}_of_one_shard`);
    for (let start = 0; start < ids.length; start += 90) {
      await commit(context, async ({ create }) => {
        for (const id of ids.slice(start, start + 90))
          create(errand, { id, person: 'p1', thenAt: [], ranAt: [], runAt: after(HOUR_MS) });
      });
    }
    clock.advance(59 * MINUTE_MS);
    await due.sweep();
    expect(new Set(due.hints.map(({ body }) => body)).size).toBe(ids.length);
    expect(due.hints).toHaveLength(ids.length);
    due.hints.splice(0);
    clock.advance(MINUTE_MS);
    await due.sweep();
    expect(due.hints).toEqual([]);
  });

  test('says how late the most overdue record is', async () => {
    const { due, make, counted, clock } = open();
    await make('e1', [0]);
    await make('e2', [4 * MINUTE_MS]);
    clock.advance(10 * MINUTE_MS + 30 * SECOND_MS);
    await due.sweep();
    expect(counted.DueWorkOverdue).toEqual([10]);
  });
});
