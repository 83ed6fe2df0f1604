/** The random walk: acts by chance, then the people finish what is left, then everything is checked. */
import { modules } from '../../../domain/modules.ts';
import { checkBooks } from '../../harness/books.ts';
import { createWorld } from '../../harness/world.ts';
import { worldApi } from '../../harness/world-api.ts';
import { type Walk, wander } from './acts.ts';
import { chanceOf } from './chance.ts';
import { openFactory } from './factory.ts';
import { finishAll } from './finish.ts';
import { leftBehind } from './left-behind.ts';
import { breakWrites } from './random-faults.ts';

const STEPS = 80;
/** How often everything comes to rest on the way and the books are checked. */
const RESTS = 3;

export type Walked = { readonly faults: readonly string[]; readonly diary: readonly string[] };

/** Loaded before the first step: a handler that loads while others run would make two runs of one seed differ. */
const loaded = Promise.all(
  modules.flatMap(({ routes, consumes }) => [...routes.map(({ run }) => run()), ...consumes.map(({ run }) => run())]),
);

export async function walkFrom(seed: number, steps = STEPS): Promise<Walked> {
  await loaded;
  const world = await createWorld({ seed: `walk ${seed}` });
  const chance = chanceOf(seed);
  const walk: Walk = {
    world,
    factory: await openFactory(await world.tenant()),
    chance,
    faults: { isOn: false },
    diary: [],
  };
  breakWrites(world.runtime.tenantTable(walk.factory.tenant.id), chance, walk.faults);
  try {
    for (let rest = 0; rest < RESTS; rest += 1) {
      const found = await wanderAndRest(walk, steps / RESTS);
      if (found.length > 0) return { faults: found, diary: walk.diary };
    }
    walk.diary.push('finish');
    await finishAll(world, worldApi(walk.factory.tenant));
    await world.redeliver(walk.factory.tenant, { pick: chance.next });
    const items = world.items();
    return { faults: [...checkBooks(items), ...leftBehind(items)], diary: walk.diary };
  } catch (error) {
    return { faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)], diary: walk.diary };
  } finally {
    world.close();
  }
}

/** Acts while writes break; then everything that happened is dealt with, and the books must hold. */
async function wanderAndRest(walk: Walk, steps: number): Promise<string[]> {
  const { world, faults, chance, diary } = walk;
  faults.isOn = true;
  for (let step = 0; step < steps; step += 1) await stepOf(walk);
  faults.isOn = false;
  await world.settle({ pick: chance.next });
  diary.push('at rest');
  return checkBooks(world.items());
}

/** One act, or several at once while events are delivered. */
async function stepOf(walk: Walk): Promise<void> {
  const { chance, diary } = walk;
  if (!chance.oneIn(3)) return wander(walk);
  const together = chance.whole(2, 4);
  diary.push(`${together} at once:`);
  await Promise.all(Array.from({ length: together }, () => wander(walk)));
}
