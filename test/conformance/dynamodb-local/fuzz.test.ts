// The differential fuzzer: random tables and calls, the same on the embedded engine and on DynamoDB Local.
// FUZZ_RUNS sets the number of tables, FUZZ_SEED the run: a number, or `random`.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzzSeed } from '../../harness/fuzz-seed.ts';
import { callOn } from '../fuzz/calls.ts';
import { differenceIn, differenceInContents, differenceInStreams } from '../fuzz/differences.ts';
import { definitionOf, tableSpec } from '../fuzz/values.ts';
import { engineTarget, makeTable, type Target } from '../target.ts';
import { hasJava, startDynamoDbLocal } from './local.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 250);
const SEED = fuzzSeed();
const CALLS_PER_TABLE = 40;
// A table with its calls takes about 0.1 s; the rest is for machines that are busy, and for shrinking.
const TIMEOUT_MS = 300_000 + RUNS * 2000;

const run = tableSpec.chain((spec) =>
  fc.record({
    spec: fc.constant(spec),
    calls: fc.array(callOn(spec, 'fuzz'), { minLength: 5, maxLength: CALLS_PER_TABLE, size: 'max' }),
  }),
);

describe.skipIf(!hasJava())('the embedded engine and DynamoDB Local', () => {
  let local: Target;
  beforeAll(async () => {
    local = await startDynamoDbLocal();
  });
  afterAll(() => local.close());

  it(
    'answer random calls alike and hold the same items after them',
    async () => {
      let calls = 0;
      console.log(`fuzz seed ${SEED}, ${RUNS} tables`);
      const property = fc.asyncProperty(run, async ({ spec, calls: list }) => {
        const engine = engineTarget();
        await makeTable(engine, definitionOf('fuzz', spec));
        await makeTable(local, definitionOf('fuzz', spec));
        try {
          for (const call of list) {
            calls += 1;
            expect(await differenceIn(engine, local, call)).toBeUndefined();
          }
          expect(await differenceInContents(engine, local, 'fuzz')).toBeUndefined();
          expect(await differenceInStreams(engine, local, 'fuzz')).toBeUndefined();
        } finally {
          await local.call('DeleteTable', { TableName: 'fuzz' });
          await engine.close();
        }
      });
      await fc.assert(property, { numRuns: RUNS, seed: SEED, endOnFailure: false });
      console.log(`fuzz: ${calls} calls answered alike`);
    },
    TIMEOUT_MS,
  );
});
