/**
 * Seeds of the fuzz runs in `npm test`. `npm run deep` draws a new one, prints it, and goes further; to see a failure of
 * it again, put its seed here and run `vitest run test/hostile/bodies.test.ts`.
 */
export const SEEDS: readonly number[] = [20_261_124];
