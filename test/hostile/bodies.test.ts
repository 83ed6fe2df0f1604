/** Issue 4, "Hostile input": bodies, on every route that takes one. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkBooks } from '../harness/books.ts';
import { allowedBodies, changedBodies, faultsOfEndlessTexts } from './body-properties.ts';
import { type HostileCompany, openHostileCompany, withBody } from './hostile-company.ts';
import { SEEDS } from './seeds.ts';

const CHANGED_RUNS = 20;
const ALLOWED_RUNS = 5;

let company: HostileCompany;
beforeAll(async () => {
  company = await openHostileCompany();
});
afterAll(async () => {
  const { product } = company;
  await product.settled();
  const [dead, faults] = [product.cloud.deadLetters.list(), checkBooks(product.items())];
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
  expect(dead).toEqual([]);
  expect(faults).toEqual([]);
});

describe('a body with one hostile change', () => {
  it.each(withBody)('%s refuses it at its place, and keeps nothing', async (key, route) => {
    for (const seed of SEEDS) await fc.assert(changedBodies(company, key, route), { numRuns: CHANGED_RUNS, seed });
  });
});

describe('a text without end', () => {
  it.each(withBody)('%s refuses it at once', async (key, route) => {
    expect(await faultsOfEndlessTexts(company, key, route)).toEqual([]);
  });
});

describe('a body that the description allows', () => {
  it.each(withBody)('%s takes it and shows it as sent, or says why not', async (key, route) => {
    for (const seed of SEEDS) await fc.assert(allowedBodies(company, key, route), { numRuns: ALLOWED_RUNS, seed });
  });
});
