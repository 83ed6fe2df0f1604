import { defineConfig } from 'vitest/config';

// What takes longer than `npm test` may: `*.deep.test.ts` anywhere under test/, run by `npm run deep` and in CI.
export default defineConfig({
  test: {
    include: ['test/**/*.deep.test.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 900_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
  },
});
