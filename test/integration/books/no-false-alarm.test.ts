import { it } from 'vitest';
import { walkQuietly } from './quiet-walk.ts';

/** Seeds that failed once, and what they found; others are walked by `npm run deep`. */
const FOUND: readonly [what: string, seed: number][] = [
  ['events that left the table more than a day late were not counted, and their numbers seemed to be missing', 107],
];

it.each(FOUND)('the books raise no false alarm where once: %s (seed %i)', async (_, seed) => {
  await walkQuietly(seed);
});
