import { defineConfig } from 'vitest/config';

// The comparison with Amazon's DynamoDB Local, kept out of the default run as it needs Java and a minute.
export default defineConfig({
  test: {
    include: ['test/conformance/dynamodb-local/**/*.test.ts'],
    pool: 'threads',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 60_000,
  },
});
