/**
 * Due work under faults at every port that it has: people make errands, move and drop them, while messages, runs, timers and
 * the stream's records get lost, doubled and late. Afterwards each errand has been run at each of its instants, once.
 */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { openTableEngine, type TableEngine } from '../../infra/local/table/index.ts';
import { tenantContext } from '../../shared/runtime/contexts.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { fromItem, type Stored } from '../../shared/table/entity.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { instantOf } from '../../shared/values/time.ts';
import { TABLE_DEFINITION, TEST_TABLE } from '../harness/engine-runtime.ts';
import { type Errand, errand, errandsModule } from '../harness/errands.ts';
import { type Chance, chanceOf } from '../integration/loop/chance.ts';
import { HOUR_MS, MINUTE_MS } from './durations.ts';
import { type Adversary, DUE_FAULTS_OF, type Fault, faultsOf, type Operation, peaceful } from './faults.ts';
import type { FunctionOf } from './functions.ts';
import { type Simulation, startSimulation } from './simulation.ts';
import { startTrace } from './trace.ts';

const SEEDS = 30;
const LIMIT_MS = 120_000;
const START_AT = Date.parse('2026-03-02T09:00:00.000Z');
const DAY_MS = 24 * HOUR_MS;
const STEPS_MAX = 100_000;
const ERRANDS_MAX = 6;
const TENANTS = ['a', 'b'].map((letter) => `ten_${letter.repeat(26)}` as TenantId);
/** How wrong a clock may be, and the second that queues count in. */
const EARLY_MS = MINUTE_MS + 1_000;

/** The operations of due work with the faults that they can meet: its own, and those of what it stands on. */
const OPERATIONS: readonly Operation[] = [
  ...(Object.keys(DUE_FAULTS_OF) as (keyof typeof DUE_FAULTS_OF)[]),
  ...(['table Query index', 'table GetItem', 'table PutItem', 'table TransactWriteItems'] as const),
  ...(['stream read', 'stream keep', 'queue receive', 'queue delete', 'function start', 'function run'] as const),
  'timer fire',
];
const FAULTS: readonly Fault[] = [...new Set(OPERATIONS.flatMap(faultsOf))];
const RATES = [100, 30, 12, 5] as const;

/** Half of the kinds of fault, each at a rate of its own. */
function adversaryOf(chance: Chance): Adversary {
  const oneIn = new Map(FAULTS.filter(() => chance.oneIn(2)).map((fault) => [fault, chance.pick(RATES) ?? 1]));
  return (operation) =>
    faultsOf(operation).find((fault) => {
      const rate = oneIn.get(fault);
      return rate !== undefined && chance.oneIn(rate);
    });
}

type Change = (runtime: Runtime) => Promise<void>;
/** Does what a person asks for. */
const person: FunctionOf<Change, void> = {
  name: 'person',
  create: (runtime) => (change) => change(runtime),
  timeOutMs: MINUTE_MS,
};

type Plan = { readonly id: string; readonly tenantId: TenantId; times: number[]; isDropped: boolean };

const contextIn = (runtime: Runtime, tenantId: TenantId) =>
  tenantContext(runtime, { tenantId, actor: { kind: 'user', id: 'usr_1' }, correlationId: 'cor', causationId: 'req' });

/** Makes the errand, unless an attempt before has made it. */
const make =
  ({ id, tenantId, times }: Plan): Change =>
  (runtime) =>
    commit(contextIn(runtime, tenantId), async ({ records, create }) => {
      if ((await records.get(errand, id)) !== undefined) return;
      const [runAt = '', ...thenAt] = times.map((ms) => instantOf(START_AT + ms));
      create(errand, { id, person: `p${id.at(-1)}`, runAt, thenAt, ranAt: [] });
    });
const drop =
  ({ id, tenantId }: Plan): Change =>
  (runtime) =>
    commit(contextIn(runtime, tenantId), async ({ records, remove }) => {
      const found = await records.get(errand, id);
      if (found !== undefined) remove(errand, found);
    });

type Outcome = { readonly findings: readonly string[]; readonly faults: ReadonlySet<string>; readonly hash: string };

async function runSeed(seed: number, isPeaceful = false): Promise<Outcome> {
  const chance = chanceOf(seed);
  let now = () => START_AT;
  const engine: TableEngine = openTableEngine({ path: ':memory:', now: () => now(), randomId: () => 'request' });
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };
  engine.createTable({ ...TABLE_DEFINITION, StreamSpecification } as Parameters<TableEngine['createTable']>[0]);
  let isTroubled = !isPeaceful;
  const module = errandsModule(async () => {
    if (isTroubled && chance.oneIn(8)) throw new Error('poison');
  });
  const trace = startTrace();
  const simulation = startSimulation({
    ...{ engine, startAt: START_AT, position: 0n, chance, trace, schedules: false, stepsMax: STEPS_MAX },
    dueModules: [module],
  });
  now = () => simulation.core.agenda.now();
  try {
    const { core, run, sleep } = simulation;
    if (!isPeaceful) core.adversary = adversaryOf(chance);
    const plans = await live(simulation, chance);
    isTroubled = false;
    core.adversary = peaceful;
    simulation.due.redrive(() => false);
    await run(() => sleep(DAY_MS));
    const errands = [...engine.scanAll(TEST_TABLE)]
      .map((item) => unmarshall(item as Parameters<typeof unmarshall>[0]))
      .filter(({ pk }) => String(pk).includes(`#${errand.name}#`))
      .map((item) => fromItem(errand, item));
    const dead = simulation.due.deadLetters().map(({ body }) => `a dead letter: ${body}`);
    const findings = [...core.findings, ...dead, ...plans.flatMap((plan) => judge(plan, errands, isPeaceful))];
    return { findings, faults: new Set(trace.counts.keys()), hash: trace.hash() };
  } finally {
    engine.close();
  }
}

/** Some errands of several tenants over a day or two, of which some are dropped before their time. */
async function live({ functions, run, sleep }: Simulation, chance: Chance): Promise<Plan[]> {
  const until = async (change: Change) => {
    while ((await functions.invoke(person, change)).kind !== 'answered') await sleep(1_000);
  };
  const plans = Array.from({ length: chance.whole(1, ERRANDS_MAX) }, (_, index): Plan => {
    let at = 0;
    const times = Array.from({ length: chance.whole(1, 4) }, () => {
      at += chance.pick([1_234, 5_000, 5 * MINUTE_MS, 16 * MINUTE_MS, 2 * HOUR_MS, 9 * HOUR_MS]) ?? 0;
      return at;
    });
    return { id: `errand_${index}`, tenantId: chance.pick(TENANTS) ?? ('' as TenantId), times, isDropped: false };
  });
  await run(async () => {
    await Promise.all(
      plans.map(async (plan) => {
        await until(make(plan));
        if (!chance.oneIn(4)) return;
        await sleep(chance.whole(1, HOUR_MS));
        plan.isDropped = true;
        await until(drop(plan));
      }),
    );
    await sleep(2 * DAY_MS);
  });
  return plans;
}

function judge(
  { id, tenantId, times, isDropped }: Plan,
  errands: readonly Stored<Errand>[],
  isPeaceful: boolean,
): string[] {
  const found = errands.find((item) => item.id === id && item.tenantId === tenantId);
  if (isDropped) return found === undefined ? [] : [`${id} was dropped and is there`];
  if (found === undefined) return [`${id} was made and is gone`];
  const { ranAt, thenAt, runAt, version } = found;
  const faults: string[] = [];
  if (ranAt.length !== times.length) faults.push(`${id} was run ${ranAt.length} times of ${times.length}`);
  if (thenAt.length > 0 || runAt !== undefined) faults.push(`${id} is still to be run at ${runAt}`);
  for (const [index, at] of ranAt.entries()) {
    const lateMs = Date.parse(at) - START_AT - (times[index] ?? 0);
    if (lateMs < -EARLY_MS) faults.push(`${id} was run ${-lateMs} ms early`);
    if (isPeaceful && lateMs > 3_000) faults.push(`${id} was run ${lateMs} ms late though nothing went wrong`);
  }
  if (isPeaceful && version !== 1 + 2 * times.length) faults.push(`${id} took ${version - 1} commits`);
  return faults;
}

describe('due work in the simulated cloud', () => {
  const met = new Set<string>();

  it('is done within seconds, in one claim and one commit, where nothing goes wrong', {
    timeout: LIMIT_MS,
  }, async () => {
    for (let seed = 1; seed <= 10; seed += 1) expect([seed, (await runSeed(seed, true)).findings]).toEqual([seed, []]);
  });

  it(`is done once at each instant, whatever goes wrong, in ${SEEDS} runs`, { timeout: LIMIT_MS }, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { findings, faults } = await runSeed(seed);
      expect([seed, findings]).toEqual([seed, []]);
      for (const fault of faults) met.add(fault);
    }
  });

  it('has met every fault that it can meet', () => {
    expect([...FAULTS, ...OPERATIONS].filter((name) => !met.has(name))).toEqual([]);
  });

  it('is the same in two runs of a seed', async () => {
    expect((await runSeed(7)).hash).toBe((await runSeed(7)).hash);
  });
});
