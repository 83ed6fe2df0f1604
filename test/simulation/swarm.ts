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
import { peaceful } from './faults.ts';
import { finishWork } from './finish.ts';
import { operate } from './operator.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { checkPromises, replayChangesNothing } from './promises.ts';
import type { Simulation } from './simulation.ts';
import { swarmAdversary } from './swarm-faults.ts';
import { startTrace } from './trace.ts';

export type SwarmOptions = { readonly keepTrace?: boolean };

const STEPS_MAX = 60_000;
/** One act in so many is an import. */
const IMPORT_ONCE_IN = 25;
const PEOPLE_MAX = 3;
const ACTS_MAX = 9;

/** One run from a seed; the base is as before afterwards. */
export function runSeed(base: Base, seed: number, { keepTrace = false }: SwarmOptions = {}): Promise<Outcome> {
  return base.undone(async () => {
    const chance = chanceOf(seed);
    const trace = startTrace(keepTrace);
    const simulation = base.begin({ ...base.start, chance, trace, schedules: true, stepsMax: STEPS_MAX });
    const findings: string[] = [];
    try {
      const factories = base.factories.slice(0, chance.whole(1, base.factories.length));
      findings.push(...(await live(base, simulation, chance, factories)));
    } catch (error) {
      findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const virtualMs = simulation.core.agenda.now() - base.start.startAt;
    const all = [...simulation.core.findings, ...findings];
    const replay = `--seed ${seed} --tenants ${base.factories.length}`;
    return outcomeOf(trace, { replay, virtualMs, findings: all, keepTrace });
  });
}

async function live(
  base: Base,
  simulation: Simulation,
  chance: Chance,
  factories: readonly Factory[],
): Promise<string[]> {
  const { core, run } = simulation;
  core.adversary = swarmAdversary(chance);
  const people = factories.flatMap((factory) =>
    Array.from({ length: chance.whole(1, PEOPLE_MAX) }, () => work(personOf(simulation, factory, chance))),
  );
  await run(() => Promise.all([...people, operate(base, simulation)]));

  core.adversary = peaceful;
  await drain(simulation);
  const faults = checkBooks(base.items());
  if (faults.length > 0) return faults;
  const apis = factories.map(({ tenant }) => worldApi(simulation.callers.caller(tenant.id)));
  await run(() => Promise.all(apis.map((api) => finishWork(simulation.settle, api))));
  const items = base.items();
  return [
    ...checkBooks(items),
    ...leftBehind(items),
    ...(await checkPromises(simulation, items)),
    ...(await replayChangesNothing(simulation, items)),
  ];
}

const personOf = (simulation: Simulation, factory: Factory, chance: Chance): Person => ({
  caller: simulation.callers.caller(factory.tenant.id),
  factory,
  chance,
  sleep: simulation.sleep,
  note: (what) => simulation.core.trace.step(simulation.core.agenda.now(), what),
});

async function work(person: Person): Promise<void> {
  const acts = person.chance.whole(2, ACTS_MAX);
  for (let act = 0; act < acts; act += 1) {
    await person.sleep(person.chance.oneIn(3) ? person.chance.whole(1, HOUR_MS) : person.chance.whole(1, 2_000));
    await (person.chance.oneIn(IMPORT_ONCE_IN) ? importAccounts(person) : wander(person));
  }
}
