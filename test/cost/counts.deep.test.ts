/** Counts are a property of the product: two runs give the same, to the byte. */
import { expect, test } from 'vitest';
import { measure } from '../../infra/cost/measure.ts';

test('two runs count the same', async () => {
  const { counts } = await measure();
  expect((await measure()).counts).toEqual(counts);
});
