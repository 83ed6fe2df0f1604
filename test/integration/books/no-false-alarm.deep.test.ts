/** `FIRST_SEED=100 SEEDS=200 vitest run --config vitest.deep.config.ts test/integration/books` goes further. */
import { it } from 'vitest';
import { walkQuietly } from './quiet-walk.ts';

const SEEDS = Number(process.env.SEEDS ?? 40);
const FIRST = Number(process.env.FIRST_SEED ?? 100);

it.each(Array.from({ length: SEEDS }, (_, index) => FIRST + index))(
  'the books raise no false alarm, seed %i',
  async (seed) => {
    await walkQuietly(seed);
  },
);
