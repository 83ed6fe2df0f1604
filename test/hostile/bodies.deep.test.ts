/** The fuzz of `bodies.test.ts`, further; `FUZZ_SEED=random` looks where nobody has. A failure names its seed. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBooks } from '../harness/books.ts';
import { fuzzSeed } from '../harness/fuzz-seed.ts';
import { allowedBodies, changedBodies } from './body-properties.ts';
import { type HostileCompany, openHostileCompany, withBody } from './hostile-company.ts';

const CHANGED_RUNS = 500;
const ALLOWED_RUNS = 60;
const seed = fuzzSeed();

let company: HostileCompany;
beforeAll(async () => {
  console.log(`hostile bodies, seed ${seed}`);
  company = await openHostileCompany();
});
afterAll(async () => {
  const { product } = company;
  await product.settled();
  const [dead, faults] = [product.cloud.deadLetters.list(), checkBooks(product.items())];
  console.log(`hostile bodies, seed ${seed}: ${product.requests()} requests`);
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
  expect(dead).toEqual([]);
  expect(faults).toEqual([]);
});

describe('a body with one hostile change', () => {
  it.each(withBody)('%s refuses it at its place, and keeps nothing', (key, route) =>
    fc.assert(changedBodies(company, key, route), { numRuns: CHANGED_RUNS, seed }),
  );
});

describe('a body that the description allows', () => {
  it.each(withBody)('%s takes it and shows it as sent, or says why not', (key, route) =>
    fc.assert(allowedBodies(company, key, route), { numRuns: ALLOWED_RUNS, seed }),
  );
});
