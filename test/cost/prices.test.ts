/** Price arithmetic, each case worked by hand from the table of prices. */
import { describe, expect, test } from 'vitest';
import type { Counts } from '../../infra/cost/measure.ts';
import {
  monthsUntilStorageLeads,
  usageOfCount,
  usageOfIdleStack,
  usageOfIdleTenant,
} from '../../infra/cost/price-model.ts';
import { addUsages, dollarsByService, dollarsOf, timesUsage, type Usage } from '../../infra/cost/prices.ts';
import { emptyCount, type StepCount } from '../../infra/cost/step-count.ts';

const GB = 2 ** 30;

describe('dollars of a usage', () => {
  test.each<[what: string, usage: Usage, list: number, free: number]>([
    ['nothing', {}, 0, 0],
    ['a million writes at 0.625', { writeUnit: 1e6 }, 0.625, 0.625],
    ['300 writes and 100 reads: 0.0001875 and 0.0000125', { writeUnit: 300, readUnit: 100 }, 0.0002, 0.0002],
    ['30 GB-months stored, of which 25 are free', { storedGb: 30 }, 7.5, 1.25],
    ['1.5 million invocations, of which a million is free', { invocation: 1.5e6 }, 0.3, 0.1],
    ['a million GB-seconds on arm64, of which 400,000 are free', { gbSecond: 1e6 }, 13.3334, 8.00004],
    ['2 million requests of the API', { httpRequest: 2e6 }, 2, 2],
    ['half a million events and 10 GB into the archive', { event: 5e5, archivedGb: 10 }, 1.5, 1.5],
    ['5 million requests to queues, a million free', { queueRequest: 5e6 }, 2, 1.6],
    ['14 million runs of the scheduler, all free', { scheduled: 14e6 }, 14, 0],
    ['34 alarms, 10 free', { alarm: 34 }, 3.4, 2.4],
    ['3 people: 4.5 cents, or nothing', { activeUser: 3 }, 0.045, 0],
    ['300,000 traces, 100,000 free', { trace: 3e5 }, 1.5, 1],
    ['less than what is free never earns money', { trace: 1, alarm: 1, storedGb: 1 }, 0.350005, 0],
  ])('%s', (_, usage, list, free) => {
    expect(dollarsOf(usage)).toBeCloseTo(list, 10);
    expect(dollarsOf(usage, 'free tier')).toBeCloseTo(free, 10);
  });

  test('stand by service, and a service without usage is left out', () => {
    const dollars = dollarsByService({ writeUnit: 1e6, readUnit: 4e6, event: 1e6 });
    expect([...dollars]).toEqual([
      ['DynamoDB requests', 1.125],
      ['EventBridge', 1],
    ]);
  });

  test('usages add up and multiply', () => {
    const one: Usage = { writeUnit: 10, event: 2 };
    const two: Usage = { writeUnit: 5, readUnit: 1 };
    expect(addUsages(one, two)).toEqual({ writeUnit: 15, readUnit: 1, event: 2 });
    expect(timesUsage(one, 3)).toEqual({ writeUnit: 30, event: 6 });
  });
});

const counted = (part: Partial<StepCount>): StepCount => ({ ...emptyCount(), ...part });
const invocations = (part: Partial<StepCount['invocations']>) => ({ ...emptyCount().invocations, ...part });

describe('usage of a count', () => {
  const durations = { api: 2, reactions: 1 };

  test.each<[what: string, count: StepCount, megabytes: number, usage: Usage]>([
    [
      'units of table and indexes alike',
      counted({ writeUnits: { table: 20, gsi1: 2 }, readUnits: { table: 3, gsi2: 0.5 } }),
      1024,
      { writeUnit: 22, readUnit: 3.5 },
    ],
    [
      'an API call of 2 ms with three table calls, on a whole processor: 2 ms and 24 ms of waiting, at 1,769 MB',
      counted({ invocations: invocations({ api: 1 }), tableCalls: 3 }),
      1769,
      { httpRequest: 1, invocation: 1, gbSecond: (0.026 * 1769) / 1024, trace: 0.05, loggedGb: 500 / GB },
    ],
    [
      'a reaction of 1 ms on half a processor takes 2 ms; its message three requests',
      counted({ invocations: invocations({ reactions: 1 }), tableCalls: 1 }),
      884.5,
      { invocation: 1, gbSecond: (0.01 * 884.5) / 1024, queueRequest: 3, httpRequest: 0 },
    ],
    [
      'the relay waits for the bus as well as for its mark',
      counted({ invocations: invocations({ relay: 2 }), tableCalls: 2, events: 2, eventBytes: GB }),
      1024,
      { invocation: 2, gbSecond: 0.032, event: 2, archivedGb: 1, archiveGb: 1, queueRequest: 0 },
    ],
  ])('%s', (_, count, megabytes, expected) => {
    const usage = usageOfCount(count, durations, megabytes);
    for (const [name, value] of Object.entries(expected)) {
      expect([name, usage[name as keyof Usage]]).toEqual([name, expect.closeTo(value, 9)]);
    }
  });
});

const run = (readUnits: number, writeUnits: number, tableCalls: number, calls: number) => ({
  ...{ readUnits, writeUnits, tableCalls, invocations: calls },
});

describe('what stands idle', () => {
  const steps = { win: counted({ writeUnits: { table: 720 } }) };
  const loop = { steps, jobs: run(0, 0, 0, 0), stored: { items: GB / 1000, indexes: 0, expiring: 0 } };
  const counts: Counts = {
    loops: { S: loop, T: loop, M: loop },
    look: emptyCount(),
    idle: {
      tenantBytes: GB / 100,
      schedules: { 'platform/sweeper': { periodMinutes: 2, ofStack: run(2, 0, 4, 1), ofTenant: run(0, 1, 0, 0) } },
    },
    stack: { alarms: 30, polledQueues: 8, readStreams: 1, functions: 20, functionMegabytes: 1024, keys: 0 },
  };

  test('8 queues with 15 polls a minute over 730 hours, 21,900 runs of a schedule, 30 alarms; the stream for nothing', () => {
    expect(usageOfIdleStack(counts)).toEqual({
      alarm: 30,
      queueRequest: 8 * 657_000,
      readUnit: 43_800,
      invocation: 21_900,
      scheduled: 21_900,
      trace: 21_900,
      gbSecond: expect.closeTo(700.8, 6),
    });
  });

  test('a tenant has its records, twice for recovery, and its part of each run', () => {
    expect(usageOfIdleTenant(counts)).toEqual({ storedGb: 0.01, recoverableGb: 0.01, writeUnit: 21_900 });
  });

  test('a loop of 0.00045 USD whose thousandth of a gigabyte costs as much a month is matched in one month', () => {
    expect(monthsUntilStorageLeads(counts, {}, 'S')).toBeCloseTo(1, 9);
  });
});
