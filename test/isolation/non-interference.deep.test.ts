/** More days than `npm test` has time for. */
import { expect, it } from 'vitest';
import { alphasDay, OTHERS } from './alphas-day.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 3);

it.each(SEEDS)('a day of seed %d, alone and among others: byte for byte the same', async (seed) => {
  const alone = await alphasDay(seed, {});
  const among = await alphasDay(seed, { ...OTHERS, Delta: seed });
  expect(among).toEqual(alone);
});
