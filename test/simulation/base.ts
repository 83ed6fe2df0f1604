/**
 * The engine with furnished tenants that every run starts from. A run happens inside a savepoint of the engine's
 * database and is undone afterwards, so that a thousand runs need one furnishing.
 */
import { existsSync } from 'node:fs';
import { modules } from '../../domain/modules.ts';
import { openTableEngine, type TableEngine } from '../../infra/local/table/index.ts';
import { itemOf } from '../harness/books/item-of.ts';
import type { Item } from '../harness/books/stored.ts';
import { TABLE_DEFINITION, TEST_TABLE } from '../harness/engine-runtime.ts';
import { chanceOf } from '../integration/loop/chance.ts';
import { type Factory, openFactory } from '../integration/loop/factory.ts';
import { makeTenant } from './make-tenant.ts';
import { type Simulation, type SimulationOptions, startSimulation } from './simulation.ts';
import { startTrace } from './trace.ts';

/** Where a run starts: what is not in the table. */
export type Start = Pick<SimulationOptions, 'startAt' | 'position'>;

export type Base = {
  readonly factories: readonly Factory[];
  readonly start: Start;
  begin(options: Omit<SimulationOptions, 'engine'>): Simulation;
  /** From here on everything that is written is undone by the function that this answers. */
  enter(): () => void;
  /** Does something, and undoes all that it wrote. */
  undone<Result>(run: () => Promise<Result>): Promise<Result>;
  items(): Item[];
  close(): void;
};

const START_AT = Date.parse('2026-03-02T09:00:00.000Z');
/** No run's seed: two runs of one would make the same tokens and ids. */
const FURNISHING_SEED = 0x7a11d3;
const FURNISHING_STEPS_MAX = 200_000;

/** What other modules ask of one; some load it late. */
const loadFacts = async (module: string): Promise<unknown> => {
  const file = new URL(`../../domain/${module}/index.ts`, import.meta.url);
  return existsSync(file) ? import(file.href) : undefined;
};

/** Loaded before the first step: what loads while others run would make two runs of one seed differ. */
const loadAll = () =>
  Promise.all(
    modules.flatMap(({ name, routes, consumes, due, schedules, imports, books, setUp, loop }) => [
      loadFacts(name),
      ...[...routes, ...consumes, ...due, ...schedules, ...imports, ...books.checks].map(({ run }) => run()),
      setUp?.(),
      loop?.(),
    ]),
  );

export async function openBase(tenants: number): Promise<Base> {
  await loadAll();
  let now = () => START_AT;
  const engine: TableEngine = openTableEngine({ path: ':memory:', now: () => now(), randomId: () => 'request' });
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' };
  engine.createTable({ ...TABLE_DEFINITION, StreamSpecification } as Parameters<TableEngine['createTable']>[0]);
  const begin: Base['begin'] = (options) => {
    const simulation = startSimulation({ ...options, engine });
    now = () => simulation.core.agenda.now();
    return simulation;
  };
  const furnishing = begin({
    startAt: START_AT,
    position: 0n,
    chance: chanceOf(FURNISHING_SEED),
    trace: startTrace(),
    schedules: false,
    stepsMax: FURNISHING_STEPS_MAX,
  });
  const factories = await furnishing.run(async () => {
    const opened: Factory[] = [];
    for (let tenant = 0; tenant < tenants; tenant += 1) opened.push(await furnish(furnishing));
    return opened;
  });
  if (furnishing.core.findings.length > 0) throw new Error(furnishing.core.findings.join('\n'));
  let depth = 0;
  const enter = () => {
    depth += 1;
    const name = `run_${depth}`;
    engine.database.exec(`SAVEPOINT ${name}`);
    return () => {
      depth -= 1;
      engine.database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
    };
  };
  return {
    factories,
    start: { startAt: furnishing.core.agenda.now(), position: furnishing.position() },
    begin,
    enter,
    undone: async (run) => {
      const leave = enter();
      try {
        return await run();
      } finally {
        leave();
      }
    },
    items: () => [...engine.scanAll(TEST_TABLE)].map(itemOf),
    close: () => engine.close(),
  };
}

async function furnish(simulation: Simulation): Promise<Factory> {
  const made = await simulation.functions.invoke(makeTenant, undefined);
  if (made.kind !== 'answered') throw new Error(`No tenant was made: ${JSON.stringify(made)}`);
  return openFactory(simulation.callers.caller(made.answer));
}
