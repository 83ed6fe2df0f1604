/**
 * Level 1: every single fault at every port call of every script. A fault-free run of a step tells its port calls; then
 * the step is run again for each of them and each fault that it can meet. Where the step ends in the state that it has
 * without a fault, the rest of the story is the fault-free one; where it does not, the story is told to its end.
 */

import type { StreamRecord } from '../../infra/local/table/index.ts';
import { itemOf, keyText } from '../harness/books/item-of.ts';
import type { Item } from '../harness/books/stored.ts';
import { checkBooks } from '../harness/books.ts';
import { worldApi } from '../harness/world-api.ts';
import { chanceOf } from '../integration/loop/chance.ts';
import { leftBehind } from '../integration/loop/left-behind.ts';
import type { Base, Start } from './base.ts';
import { drain } from './drain.ts';
import { type Adversary, type Fault, faultsOf, peaceful } from './faults.ts';
import { fingerprint } from './fingerprint.ts';
import { finishWork } from './finish.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { Place, Plan } from './places.ts';
import { checkPromises, replayChangesNothing } from './promises.ts';
import { SCRIPTS, type Script } from './scripts.ts';
import type { Simulation } from './simulation.ts';
import { startTrace } from './trace.ts';

const STEPS_MAX = 30_000;
const SEED = 11;

type Told = { readonly start: Start; readonly operations: Parameters<Plan>[2]; readonly state: string };
/** What a step starts from, and the state that it ends in at peace. */
type Frame = { readonly start: Start; readonly items: readonly Item[]; readonly state: string };
type Options = { readonly keepTrace: boolean };

/** Runs the places that the plan wants of every step of every script. */
export async function* runPlaces(base: Base, plan: Plan, options: Options): AsyncGenerator<Outcome> {
  for (const [at, script] of SCRIPTS.entries()) {
    const leave = base.enter();
    try {
      let { start } = base;
      for (const step of script.steps.keys()) {
        const again = base.enter();
        const told = await tell(base, script, step, start);
        again();
        const frame = { start, items: base.items(), state: told.state };
        for (const place of plan(at, step, told.operations)) yield await runPlace(base, place, frame, options);
        ({ start } = await tell(base, script, step, start));
      }
    } finally {
      leave();
    }
  }
}

/** Runs a step of a script at peace, leaves what it wrote, and tells its port calls and how it ended. */
async function tell(base: Base, script: Script, step: number, start: Start): Promise<Told> {
  const operations: Parameters<Plan>[2][number][] = [];
  const simulation = beginStep(base, start, step, false, (operation) => {
    operations.push(operation);
    return script.standing?.(operation);
  });
  await playStep(base, simulation, script, step);
  const { core, changes, position } = simulation;
  if (core.findings.length > 0) throw new Error(core.findings.join('\n'));
  return { start: { startAt: core.agenda.now(), position: position() }, operations, state: fingerprint(changes) };
}

function beginStep(base: Base, start: Start, step: number, keepTrace: boolean, adversary: Adversary): Simulation {
  const trace = startTrace(keepTrace);
  const simulation = base.begin({
    ...start,
    chance: chanceOf(SEED + step),
    trace,
    schedules: false,
    stepsMax: STEPS_MAX,
  });
  simulation.core.adversary = adversary;
  return simulation;
}

const sceneOf = (base: Base, { callers }: Simulation) => {
  const [factory] = base.factories;
  if (factory === undefined) throw new Error('Level 1 needs a tenant');
  return { api: worldApi(callers.caller(factory.tenant.id)), factory };
};

const playStep = (base: Base, simulation: Simulation, script: Script, step: number) =>
  simulation.run(async () => script.steps[step]?.(sceneOf(base, simulation)));

/** One run: the step with its faults, and all checks at its end; the rest of the script where it ends in another state. */
async function runPlace(base: Base, place: Place, frame: Frame, options: Options): Promise<Outcome> {
  const { step, faults } = place;
  const { start, state } = frame;
  const script = SCRIPTS[place.script];
  if (script === undefined) throw new Error(`There is no script ${place.script}`);
  return base.undone(async () => {
    const simulation = beginStep(base, start, step, options.keepTrace, faultsIn(faults, script));
    const { core } = simulation;
    const findings: string[] = [];
    try {
      await playStep(base, simulation, script, step);
      core.adversary = peaceful;
      await drain(simulation);
      findings.push(...(await checkStep(simulation, frame.items)));
      if (findings.length === 0 && fingerprint(simulation.changes) !== state) {
        core.trace.mark('told to its end');
        for (let next = step + 1; next < script.steps.length; next += 1) await playStep(base, simulation, script, next);
        findings.push(...(await checkEnd(base, simulation)));
      }
    } catch (error) {
      findings.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    return outcomeOf(core.trace, {
      replay: `--level ${faults.size === 1 ? 1 : 2} --tenants ${base.factories.length} --at "${nameOfPlace(place)}"`,
      findings: [...core.findings, ...findings],
      virtualMs: core.agenda.now() - start.startAt,
      ...options,
    });
  });
}

function faultsIn(faults: ReadonlyMap<number, Fault>, { standing = peaceful }: Script): Adversary {
  let call = -1;
  return (operation) => {
    call += 1;
    const fault = faults.get(call);
    // After the first fault of a pair the call of the second may be another, which does not know it.
    return fault !== undefined && faultsOf(operation).includes(fault) ? fault : standing(operation);
  };
}

async function checkStep(simulation: Simulation, before: readonly Item[]): Promise<string[]> {
  const { changes } = simulation;
  const { items, fresh } = changed(before, changes);
  return [
    ...checkBooks(items),
    ...(await checkPromises(simulation, items)),
    ...(await replayChangesNothing(simulation, fresh)),
  ];
}

/** The items after some changes, and those that changed: quicker than to read the whole table. */
function changed(before: readonly Item[], changes: readonly StreamRecord[]) {
  const last = new Map(
    changes.map(({ dynamodb: { Keys, NewImage } }) => [`${keyText(Keys, 'pk')}|${keyText(Keys, 'sk')}`, NewImage]),
  );
  const fresh = [...last.values()].flatMap((image) => (image === undefined ? [] : [itemOf(image)]));
  return { items: [...before.filter(({ pk, sk }) => !last.has(`${pk}|${sk}`)), ...fresh], fresh };
}

async function checkEnd(base: Base, simulation: Simulation): Promise<string[]> {
  await simulation.run(() => finishWork(simulation.settle, sceneOf(base, simulation).api));
  const items = base.items();
  return [...checkBooks(items), ...leftBehind(items), ...(await replayChangesNothing(simulation, items))];
}

const nameOfPlace = ({ script, step, faults }: Place): string =>
  `${script}/${step}/${[...faults].map(([call, fault]) => `${call}:${fault}`).join('+')}`;
