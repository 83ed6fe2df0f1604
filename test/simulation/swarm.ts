/**
 * Level 3: people of several tenants do anything at any time while faults come by chance; then, level 4, the faults stop,
 * everything drains, the people finish what is left, and all books are checked.
 */
import { checkBooks } from '../harness/books.ts';
import { worldApi } from '../harness/world-api.ts';
import { type Chance, chanceOf } from '../integration/loop/chance.ts';
import type { Factory } from '../integration/loop/factory.ts';
import { leftBehind } from '../integration/loop/left-behind.ts';
import { importAccounts, type Person, wander } from './acts.ts';
import type { Base } from './base.ts';
import { drain } from './drain.ts';
import { HOUR_MS } from './durations.ts';
import { checkExports } from './export-promises.ts';
import { ALL_FAULTS, LOOP_FAULTS, peaceful } from './faults.ts';
import { finishWork } from './finish.ts';
import { type Integrator, integrate } from './integrator.ts';
import { operate } from './operator.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { checkPromises, replayChangesNothing } from './promises.ts';
import type { Simulation } from './simulation.ts';
import { swarmAdversary } from './swarm-faults.ts';
import { startTrace } from './trace.ts';
import { checkWebhooks } from './webhook-promises.ts';

export type SwarmOptions = { readonly keepTrace?: boolean };

const STEPS_MAX = 60_000;
/** With deliveries that wait for days. */
const INTEGRATED_STEPS_MAX = 400_000;
/** One seed in so many has integrators: their deliveries make a run several times as long. */
const INTEGRATED_ONCE_IN = 16;
const INTEGRATED_REST = 13;
/** Beyond the schedule of attempts, and the replays that wait for them. */
const WAIT_HOURS_MAX = 240;
/** One act in so many is an import. */
const IMPORT_ONCE_IN = 25;
const PEOPLE_MAX = 3;
const ACTS_MAX = 9;

/** One run from a seed; the base is as before afterwards. */
export function runSeed(base: Base, seed: number, { keepTrace = false }: SwarmOptions = {}): Promise<Outcome> {
  return base.undone(async () => {
    const chance = chanceOf(seed);
    const trace = startTrace(keepTrace);
    const isIntegrated = seed % INTEGRATED_ONCE_IN === INTEGRATED_REST;
    const stepsMax = isIntegrated ? INTEGRATED_STEPS_MAX : STEPS_MAX;
    const simulation = base.begin({ ...base.start, chance, trace, schedules: true, stepsMax });
    const findings: string[] = [];
    // It would end the process of the function, with everything else that runs there.
    const noteUnheard = (error: unknown) => findings.push(`a failure that nobody listens for: ${error}`);
    process.on('unhandledRejection', noteUnheard);
    try {
      const factories = base.factories.slice(0, chance.whole(1, base.factories.length));
      findings.push(...(await live({ base, simulation, chance, factories, isIntegrated })));
    } catch (error) {
      findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    } finally {
      process.off('unhandledRejection', noteUnheard);
    }
    const virtualMs = simulation.core.agenda.now() - base.start.startAt;
    const all = [...simulation.core.findings, ...findings];
    const replay = `--seed ${seed} --tenants ${base.factories.length}`;
    return outcomeOf(trace, { replay, virtualMs, findings: all, keepTrace });
  });
}

type Run = {
  readonly base: Base;
  readonly simulation: Simulation;
  readonly chance: Chance;
  readonly factories: readonly Factory[];
  readonly isIntegrated: boolean;
};

async function live({ base, simulation, chance, factories, isIntegrated }: Run): Promise<string[]> {
  const { core, run } = simulation;
  core.adversary = swarmAdversary(chance, isIntegrated ? ALL_FAULTS : LOOP_FAULTS);
  const people = factories.flatMap((factory) =>
    Array.from({ length: chance.whole(1, PEOPLE_MAX) }, () => work(personOf(simulation, factory, chance))),
  );
  const integrators = (isIntegrated ? factories : []).map((factory) =>
    integrate(simulation, personOf(simulation, factory, chance)),
  );
  const [integrated] = await run(() => Promise.all([Promise.all(integrators), ...people, operate(base, simulation)]));

  core.adversary = peaceful;
  await drain(simulation);
  const faults = checkBooks(base.items());
  if (faults.length > 0) return faults;
  const apis = factories.map(({ tenant }) => worldApi(simulation.callers.caller(tenant.id)));
  await run(() => Promise.all(apis.map((api) => finishWork(simulation.settle, api))));
  if (isIntegrated) await waitForReceivers(simulation, integrated);
  const items = base.items();
  return [
    ...checkBooks(items),
    ...leftBehind(items),
    ...checkWebhooks(
      items,
      simulation.changes,
      integrated.flatMap(({ endpoints }) => endpoints),
    ),
    ...checkExports(
      items,
      simulation.files,
      integrated.flatMap(({ exportIds }) => exportIds),
    ),
    ...(await checkPromises(simulation, items)),
    ...(await replayChangesNothing(simulation, items)),
  ];
}

/** Everybody listens again, and whatever waits for its instant has its turn. */
async function waitForReceivers(simulation: Simulation, integrated: readonly Integrator[]): Promise<void> {
  for (const { receiver } of integrated.flatMap(({ endpoints }) => endpoints)) {
    receiver.isDead = false;
    receiver.reply = () => ({ status: 204 });
  }
  simulation.stopSchedules();
  await simulation.run(async () => {
    for (let hour = 0; simulation.due.isWaiting() && hour < WAIT_HOURS_MAX; hour += 1) await simulation.sleep(HOUR_MS);
  });
  await drain(simulation);
}

const personOf = (simulation: Simulation, factory: Factory, chance: Chance) => ({
  caller: simulation.callers.caller(factory.tenant.id),
  factory,
  chance,
  sleep: simulation.sleep,
  note: (what: string) => simulation.core.trace.step(simulation.core.agenda.now(), what),
});

async function work(person: Person): Promise<void> {
  const acts = person.chance.whole(2, ACTS_MAX);
  for (let act = 0; act < acts; act += 1) {
    await person.sleep(person.chance.oneIn(3) ? person.chance.whole(1, HOUR_MS) : person.chance.whole(1, 2_000));
    await (person.chance.oneIn(IMPORT_ONCE_IN) ? importAccounts(person) : wander(person));
  }
}
