import { defineConfig } from 'vitest/config';

/** Long runs on real data, outside `npm test`: `npm run acceptance`. */
export default defineConfig({
  test: {
    include: ['test/acceptance/**/*.test.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
});
