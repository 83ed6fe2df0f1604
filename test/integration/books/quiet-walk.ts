/**
 * The books say nothing where nothing is wrong: a company under people who do anything at any time, events late, twice
 * and in any order, writes that break, and the job looking in between, also twice at once. A loop may be slow, but not
 * for longer than a dead letter takes.
 */
import { expect } from 'vitest';
import { booksOffice } from '../../harness/books-office.ts';
import { createWorld } from '../../harness/world.ts';
import { worldApi } from '../../harness/world-api.ts';
import { type Walk, wander } from '../loop/acts.ts';
import { chanceOf } from '../loop/chance.ts';
import { openFactory } from '../loop/factory.ts';
import { finishAll } from '../loop/finish.ts';
import { breakWrites } from '../loop/random-faults.ts';

const STEPS = 30;
/** Acts of a step: so many that the books are written all the time. */
const ACTS = 5;
const MINUTE_MS = 60_000;
/** Everything said is dealt with at least so often: within the time that the books allow. */
const SETTLED_EVERY = 6;

/** Walks from a seed, and fails at the first thing that the books say. */
export async function walkQuietly(seed: number): Promise<void> {
  const world = await createWorld({ seed: `books ${seed}` });
  const chance = chanceOf(seed);
  const factory = await openFactory(await world.tenant());
  const office = booksOffice(world);
  const walk: Walk = { world, factory, chance, faults: { isOn: true }, diary: [] };
  breakWrites(world.runtime.tenantTable(factory.tenant.id), chance, walk.faults);
  const books = async () => (await factory.tenant.get('/health/books')).body;
  for (let step = 0; step < STEPS; step += 1) {
    for (let act = 0; act < ACTS; act += 1) await wander(walk);
    await office.hear();
    world.clock.advance(chance.whole(1, 6) * MINUTE_MS);
    walk.faults.isOn = false;
    const most = step % SETTLED_EVERY === 0 ? Infinity : chance.whole(0, 12);
    await world.settle({ pick: chance.next, most });
    if (chance.oneIn(2)) await Promise.all(Array.from({ length: chance.whole(1, 2) }, () => office.run()));
    const { faults } = await books();
    walk.faults.isOn = true;
    expect(faults, `${walk.diary.join('\n')}`).toEqual([]);
  }
  walk.faults.isOn = false;
  await finishAll(world, worldApi(factory.tenant));
  for (let look = 0; look < 3; look += 1) await office.look();
  const { state, faults } = await books();
  expect({ state, faults }).toEqual({ state: 'hold', faults: [] });
  expect(office.broken).toEqual([]);
  expect(office.log.filter((line) => !line.includes('Others keep looking'))).toEqual([]);
  world.close();
}
