import { describe, expect, it } from 'vitest';
import type { BomRevision } from '../../../domain/catalog/bom.schema.ts';
import { componentsOn, revisionOn } from '../../../domain/catalog/bom-validity.ts';

const revision = (number: number, validFrom: string): BomRevision => ({
  revision: number,
  validFrom,
  batchQuantity: 1_000_000,
  components: [],
  operations: [],
  recordedAt: '2026-01-01T00:00:00.000Z',
});
const revisions = [revision(1, '2026-01-01'), revision(2, '2026-06-01'), revision(3, '2026-06-01')];

describe('the revision in force on a day', () => {
  it.each([
    ['before the first', '2025-12-31', undefined],
    ['on its first day', '2026-01-01', 1],
    ['until the day before the next', '2026-05-31', 1],
    ['two from one day: the later recorded', '2026-06-01', 3],
    ['long after', '2030-01-01', 3],
  ])('%s', (_, on, expected) => {
    expect(revisionOn(revisions, on)?.revision).toBe(expected);
    expect(revisionOn(revisions.toReversed(), on)?.revision).toBe(expected);
  });
});

describe('the components used on a day', () => {
  const component = (lineId: string, validFrom?: string, validTo?: string) => ({
    lineId,
    productId: 'prd',
    quantity: 1,
    ...(validFrom === undefined ? {} : { validFrom }),
    ...(validTo === undefined ? {} : { validTo }),
  });
  // As AdventureWorks has them: the old quantity until 3 May, the new one from 4 May.
  const components = [
    component('always'),
    component('old', '2026-03-04', '2026-05-03'),
    component('new', '2026-05-04'),
    component('until', undefined, '2026-04-01'),
  ];
  it.each([
    ['2026-03-03', ['always', 'until']],
    ['2026-03-04', ['always', 'old', 'until']],
    ['2026-04-01', ['always', 'old', 'until']],
    ['2026-04-02', ['always', 'old']],
    ['2026-05-03', ['always', 'old']],
    ['2026-05-04', ['always', 'new']],
  ])('%s: both days of a validity count', (on, expected) => {
    expect(componentsOn(components, on).map(({ lineId }) => lineId)).toEqual(expected);
  });
});
