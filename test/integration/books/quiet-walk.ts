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
  const faults = { isOn: true };
  // While people are away for hours, what was said is dealt with.
  const sleep = async (ms: number) => {
    faults.isOn = false;
    await world.settle({ pick: chance.next });
    faults.isOn = true;
    world.clock.advance(ms);
  };
  const walk: Walk = { world, factory, chance, faults, diary: [], sleep };
  breakWrites(world.runtime.tenantTable(factory.tenant.id), chance, faults);
  const books = async () => (await factory.tenant.get('/health/books')).body;
  for (let step = 0; step < STEPS; step += 1) {
    for (let act = 0; act < ACTS; act += 1) await wander(walk);
    await office.hear();
    world.clock.advance(chance.whole(1, 6) * MINUTE_MS);
    faults.isOn = false;
    const most = step % SETTLED_EVERY === 0 ? Infinity : chance.whole(0, 12);
    await world.settle({ pick: chance.next, most });
    if (chance.oneIn(2)) await Promise.all(Array.from({ length: chance.whole(1, 2) }, () => office.run()));
    const found = (await books()).faults;
    faults.isOn = true;
    expect(found, `${walk.diary.join('\n')}`).toEqual([]);
  }
  faults.isOn = false;
  await finishAll(world, worldApi(factory.tenant));
  for (let look = 0; look < 3; look += 1) await office.look();
  const { state, faults: left } = await books();
  expect({ state, left }).toEqual({ state: 'hold', left: [] });
  expect(office.broken).toEqual([]);
  expect(office.log.filter((line) => !line.includes('Others keep looking'))).toEqual([]);
  world.close();
}
