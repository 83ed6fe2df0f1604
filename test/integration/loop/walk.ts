/** The random walk: acts by chance, then the people finish what is left, then everything is checked. */
import { modules } from '../../../domain/modules.ts';
import { allOf, playPaying, playProduction, playPurchasing, playShipping } from '../../../infra/cli/play-people.ts';
import { checkBooks } from '../../harness/books.ts';
import { createWorld } from '../../harness/world.ts';
import { TODAY, worldApi } from '../../harness/world-api.ts';
import { type Walk, wander } from './acts.ts';
import { chanceOf } from './chance.ts';
import { openFactory } from './factory.ts';
import { leftBehind } from './left-behind.ts';

const STEPS = 80;
const ROUNDS_MAX = 60;

export type Walked = { readonly faults: readonly string[]; readonly diary: readonly string[] };

/** Loaded before the first step: a handler that loads while others run would make two runs of one seed differ. */
const loaded = Promise.all(
  modules.flatMap(({ routes, consumes }) => [...routes.map(({ run }) => run()), ...consumes.map(({ run }) => run())]),
);

export async function walkFrom(seed: number, steps = STEPS): Promise<Walked> {
  await loaded;
  const world = await createWorld({ seed: `walk ${seed}` });
  const walk: Walk = { world, factory: await openFactory(await world.tenant()), chance: chanceOf(seed), diary: [] };
  try {
    for (let step = 0; step < steps; step += 1) await stepOf(walk);
    await finish(walk);
    await world.redeliver(walk.factory.tenant, { pick: walk.chance.next });
    const items = world.items();
    return { faults: [...checkBooks(items), ...leftBehind(items)], diary: walk.diary };
  } catch (error) {
    return { faults: [error instanceof Error ? (error.stack ?? error.message) : String(error)], diary: walk.diary };
  } finally {
    world.close();
  }
}

/** One act, or several at once while events are delivered. */
async function stepOf(walk: Walk): Promise<void> {
  const { chance, diary } = walk;
  if (!chance.oneIn(3)) return wander(walk);
  const together = chance.whole(2, 4);
  diary.push(`${together} at once:`);
  await Promise.all(Array.from({ length: together }, () => wander(walk)));
}

/** Everybody does what is left to do, until there is nothing. */
async function finish({ world, factory, diary }: Walk): Promise<void> {
  const api = worldApi(factory.tenant);
  const people = { today: TODAY };
  diary.push('finish');
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    await world.settle();
    let done = (await playPurchasing(api, people)) + (await playProduction(api, people));
    await world.settle();
    for (const { id } of await allOf<{ id: string }>(api, '/sales/orders')) done += await playShipping(api, people, id);
    await world.settle();
    for (const { id } of await allOf<{ id: string }>(api, '/sales/orders')) done += await playPaying(api, people, id);
    if (done === 0) return;
  }
  throw new Error(`Not done after ${ROUNDS_MAX} rounds`);
}
