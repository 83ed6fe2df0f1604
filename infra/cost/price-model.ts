/** From counts to usage of AWS: a loop, a tenant's month, many tenants, and what stands idle. */
import type { LoopKind } from '../bench/bench-shop.ts';
import type { Counts, Durations, LoopCount } from './measure.ts';
import { addUsages, dollarsOf, PRICES, timesUsage, type Usage } from './prices.ts';
import type { RunCount } from './run-schedules.ts';
import { addCounts, FUNCTION_KINDS, type StepCount, sumOf } from './step-count.ts';

const GB = 2 ** 30;
const HOURS_A_MONTH = 730;

/** What is not measured. Each with its reason; change it here, and every figure follows. */
export const ASSUMED = {
  /** Waiting for one call of DynamoDB or the bus. AWS says single-digit milliseconds (repost.aws, dynamodb-high-latency). */
  awsCallMs: 8,
  /** A function with this memory has one processor (Lambda developer guide, configuring memory); less has its share. */
  megabytesOfProcessor: 1769,
  /** X-Ray records 5 % beyond the first trace of each second (X-Ray developer guide, sampling rules). */
  tracedShare: 0.05,
  /** One line of the API's access log (`ACCESS_LOG` in `http-api.ts`), filled in. */
  accessLineBytes: 500,
  logLineBytes: 400,
  /** SQS: send by the bus, receive and delete by Lambda, for a message that travels alone. */
  requestsAMessage: 3,
  /**
   * Lambda long-polls an idle queue with five pollers, three times a minute. It goes down to two only where no maximum
   * concurrency is set, and ours is (Lambda developer guide, scaling for SQS; getlift/lift issue 132 has the rate).
   */
  pollersAQueue: 5,
  pollsAMinute: 3,
  /** Days that logs and the bus's archive keep, as deployed. */
  keptDays: 30,
  /** A company: its people, what they look at beside the loops (15 times a working day each), the kinds of its loops. */
  people: 3,
  looksAMonth: 3 * 15 * 22,
  mix: { S: 0.6, T: 0.3, M: 0.1 },
} as const;

/** Requests, events, milliseconds: what happens once. Storage comes on top, by the month. */
export function usageOfCount(count: StepCount, durations: Durations, megabytes: number): Usage {
  const invocations = sumOf(count.invocations);
  const loggedBytes = count.invocations.api * ASSUMED.accessLineBytes + count.logLines * ASSUMED.logLineBytes;
  const kept = ASSUMED.keptDays / 30;
  return {
    writeUnit: sumOf(count.writeUnits),
    readUnit: sumOf(count.readUnits),
    invocation: invocations,
    gbSecond: (billedMs(count, durations, megabytes) / 1000) * (megabytes / 1024),
    httpRequest: count.invocations.api,
    event: count.events,
    archivedGb: count.eventBytes / GB,
    archiveGb: (count.eventBytes / GB) * kept,
    queueRequest: count.invocations.reactions * ASSUMED.requestsAMessage,
    trace: invocations * ASSUMED.tracedShare,
    loggedGb: loggedBytes / GB,
    logGb: (loggedBytes / GB) * kept,
    transferGb: count.answerBytes / GB,
  };
}

/** Processor time as measured on this machine, on the share of a processor that the memory gives, and waiting for AWS. */
function billedMs(count: StepCount, durations: Durations, megabytes: number): number {
  const share = Math.min(1, megabytes / ASSUMED.megabytesOfProcessor);
  const processorMs = FUNCTION_KINDS.reduce((sum, kind) => sum + count.invocations[kind] * (durations[kind] ?? 0), 0);
  // The relay's call of the bus; all others go to the table.
  return processorMs / share + (count.tableCalls + count.invocations.relay) * ASSUMED.awsCallMs;
}

export const totalOf = ({ steps }: LoopCount): StepCount => addCounts(Object.values(steps));

export const usageOfLoop = (counts: Counts, durations: Durations, kind: LoopKind): Usage =>
  usageOfCount(totalOf(counts.loops[kind]), durations, counts.stack.functionMegabytes);

/** What schedules do about a loop afterwards. */
export const usageOfJobs = ({ loops, stack }: Counts, kind: LoopKind): Usage =>
  usageOfRun(loops[kind].jobs, stack.functionMegabytes);

/** What a loop's records take in a month, every month from then on. */
export function storageOfLoop({ stored }: LoopCount): Usage {
  return { storedGb: (stored.items + stored.indexes) / GB, recoverableGb: stored.items / GB };
}

const mixed = (of: (kind: LoopKind) => Usage): Usage =>
  addUsages(...(['S', 'T', 'M'] as const).map((kind) => timesUsage(of(kind), ASSUMED.mix[kind])));

/** A company's month: so many loops in the mix, its people, what they look at, and the records of so many loops. */
export function usageOfTenantMonth(counts: Counts, durations: Durations, loops: number, loopsStored: number): Usage {
  return addUsages(
    timesUsage(
      mixed((kind) => addUsages(usageOfLoop(counts, durations, kind), usageOfJobs(counts, kind))),
      loops,
    ),
    timesUsage(
      mixed((kind) => storageOfLoop(counts.loops[kind])),
      loopsStored,
    ),
    timesUsage(usageOfCount(counts.look, durations, counts.stack.functionMegabytes), ASSUMED.looksAMonth),
    { activeUser: ASSUMED.people },
    usageOfIdleTenant(counts),
  );
}

/** A company that signed up and does nothing: its records, and its part of the schedules' runs. */
export function usageOfIdleTenant({ idle, stack }: Counts): Usage {
  const storedGb = idle.tenantBytes / GB;
  const runs = Object.values(idle.schedules).map(({ periodMinutes, ofTenant }) =>
    timesUsage(usageOfRun(ofTenant, stack.functionMegabytes), runsAMonth(periodMinutes)),
  );
  return addUsages({ storedGb, recoverableGb: storedGb }, ...runs);
}

/** The stack without a tenant: alarms, polling of queues, schedules. A stream costs nothing where Lambda reads it. */
export function usageOfIdleStack({ stack, idle }: Counts): Usage {
  const polls = ASSUMED.pollersAQueue * ASSUMED.pollsAMinute * 60 * HOURS_A_MONTH;
  const runs = Object.values(idle.schedules).map(({ periodMinutes, ofStack }) =>
    timesUsage(addUsages(usageOfRun(ofStack, stack.functionMegabytes), { scheduled: 1 }), runsAMonth(periodMinutes)),
  );
  return addUsages({ alarm: stack.alarms, key: stack.keys, queueRequest: stack.polledQueues * polls }, ...runs);
}

/** A run of a schedule; its own processor time is nothing beside its waiting, and nothing else runs that second. */
const usageOfRun = ({ readUnits, writeUnits, tableCalls, invocations }: RunCount, megabytes: number): Usage => ({
  writeUnit: writeUnits,
  readUnit: readUnits,
  invocation: invocations,
  gbSecond: ((tableCalls * ASSUMED.awsCallMs) / 1000) * (megabytes / 1024),
  trace: invocations,
});

const runsAMonth = (periodMinutes: number): number => (HOURS_A_MONTH * 60) / periodMinutes;

/** Months after which the records of a steady stream of loops cost as much a month as the loops themselves. */
export function monthsUntilStorageLeads(counts: Counts, durations: Durations, kind: LoopKind): number {
  return dollarsOf(usageOfLoop(counts, durations, kind)) / dollarsOf(storageOfLoop(counts.loops[kind]));
}

/** Dollars of a loop's requests to DynamoDB alone, as `npm run bench` shows them. */
export function tableDollars(count: StepCount): number {
  const { writeUnit, readUnit } = PRICES;
  const dollars = (units: number, { usd, per }: { readonly usd: number; readonly per: number }) => (units / per) * usd;
  return dollars(sumOf(count.writeUnits), writeUnit) + dollars(sumOf(count.readUnits), readUnit);
}
