/** The benchmark's own arithmetic: a wrong stop-watch would show in no other test. */
import { describe, expect, it } from 'vitest';
import { intendedStarts, type LoadClock, runOpenLoop } from '../../../infra/bench/open-loop.ts';

/** A clock that waiting moves, so that a schedule runs at once and its times are exact. */
function testClock(): LoadClock & { pass(ms: number): void } {
  let now = 1_000;
  return {
    now: () => now,
    until: async (ms) => {
      now = Math.max(now, ms);
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

describe('the schedule', () => {
  it.each([
    { perSecond: 10, count: 4, starts: [0, 100, 200, 300] },
    { perSecond: 4, count: 3, starts: [0, 250, 500] },
    { perSecond: 0.5, count: 2, starts: [0, 2_000] },
    { perSecond: 10, count: 0, starts: [] },
  ])('$count calls at $perSecond a second are due at $starts ms', ({ perSecond, count, starts }) => {
    expect(intendedStarts(perSecond, count)).toEqual(starts);
  });
});

describe('an open loop', () => {
  it('takes the time of each call from the moment at which it was due', async () => {
    const clock = testClock();
    const due: number[] = [];
    const latencies = await runOpenLoop({ perSecond: 10, count: 3, clients: 1, clock }, async (dueAt) => {
      due.push(dueAt);
      clock.pass(20);
    });
    expect(due).toEqual([1_000, 1_100, 1_200]);
    expect(latencies).toEqual([20, 20, 20]);
  });

  it('shows a stall in every call that was due meanwhile, where a waiting client would show one slow call', async () => {
    const clock = testClock();
    let calls = 0;
    const latencies = await runOpenLoop({ perSecond: 10, count: 12, clients: 1, clock }, async () => {
      calls += 1;
      clock.pass(calls === 1 ? 1_000 : 10);
    });
    // Due at 0, 100, 200 … ms. The first ends at 1,000, and then one after the other every 10 ms until it has caught up.
    expect(latencies).toEqual([1_000, 910, 820, 730, 640, 550, 460, 370, 280, 190, 100, 10]);
  });

  it('lets no more calls be under way than there are clients', async () => {
    let underWay = 0;
    let most = 0;
    await runOpenLoop({ perSecond: 100_000, count: 40, clients: 4 }, async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
    });
    expect(most).toBe(4);
  });

  it('fails with the first call that fails', async () => {
    const clock = testClock();
    const run = runOpenLoop({ perSecond: 10, count: 3, clients: 1, clock }, async () => {
      throw new Error('refused');
    });
    await expect(run).rejects.toThrow('refused');
  });
});
