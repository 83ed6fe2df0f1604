import { describe, expect, it } from 'vitest';
import type { BomRevision } from '../../../domain/catalog/bom.schema.ts';
import { type ComponentRow, mergeComponent } from '../../../domain/catalog/merge-components.ts';
import { Rejection } from '../../../shared/rejection.ts';

const start = { lineId: 'new', recordedAt: '2026-03-02T00:00:00.000Z', today: '2026-03-02' };
const row = (productId: string, quantity: number, validFrom?: string, validTo?: string): ComponentRow => ({
  productId,
  quantity: quantity * 1_000_000,
  ...(validFrom === undefined ? {} : { validFrom }),
  ...(validTo === undefined ? {} : { validTo }),
});
const mergeAll = (rows: readonly ComponentRow[], from: readonly BomRevision[] = []) =>
  rows.reduce<{ revisions: readonly BomRevision[]; results: string[] }>(
    ({ revisions, results }, next, index) => {
      const merged = mergeComponent(revisions, next, { ...start, lineId: `line${results.length}${index}` });
      return { revisions: merged.revisions, results: [...results, merged.result] };
    },
    { revisions: from, results: [] },
  );

const rows = [
  row('PAINT', 8, '2026-02-09'),
  row('TUBE', 2, '2026-01-04', '2026-03-03'),
  row('TUBE', 1, '2026-03-04'),
  row('SEAT', 1),
];

describe('imported component rows', () => {
  it('make one revision that begins with the earliest row, and superseded rows keep their dates', () => {
    const { revisions, results } = mergeAll(rows);
    expect(results).toEqual(['created', 'created', 'created', 'created']);
    expect(revisions).toHaveLength(1);
    expect(revisions[0]).toMatchObject({ revision: 1, validFrom: '2026-01-04', batchQuantity: 1_000_000 });
    expect(revisions[0]?.components.map(({ productId, validTo }) => [productId, validTo])).toEqual([
      ['PAINT', undefined],
      ['TUBE', '2026-03-03'],
      ['TUBE', undefined],
      ['SEAT', undefined],
    ]);
  });

  it('make no doubles when they come again', () => {
    const once = mergeAll(rows);
    const twice = mergeAll(rows, once.revisions);
    expect(twice.results).toEqual(['unchanged', 'unchanged', 'unchanged', 'unchanged']);
    expect(twice.revisions).toEqual(once.revisions);
  });

  it('change in place: another quantity, a last day', () => {
    const once = mergeAll(rows);
    const changed = mergeAll([row('PAINT', 9, '2026-02-09'), row('SEAT', 1, undefined, '2026-12-31')], once.revisions);
    expect(changed.results).toEqual(['updated', 'updated']);
    expect(changed.revisions[0]?.components).toHaveLength(4);
    expect(changed.revisions[0]?.components[0]?.lineId).toBe(once.revisions[0]?.components[0]?.lineId);
  });

  it('go into the revision in force on their first day', () => {
    const old = mergeAll(rows).revisions;
    const newer: BomRevision = {
      revision: 2,
      validFrom: '2026-06-01',
      batchQuantity: 2_000_000,
      components: [],
      operations: [],
      recordedAt: start.recordedAt,
    };
    const merged = mergeAll([row('BELL', 1, '2026-07-01'), row('HORN', 1, '2026-05-31')], [...old, newer]);
    expect(merged.revisions.map(({ components }) => components.map(({ productId }) => productId))).toEqual([
      ['PAINT', 'TUBE', 'TUBE', 'SEAT', 'HORN'],
      ['BELL'],
    ]);
  });

  it.each([
    ['overlaps another row of the part', row('TUBE', 1, '2026-03-01'), '/componentSku duplicate_component'],
    ['ends before it begins', row('BELL', 1, '2026-03-02', '2026-03-01'), '/validTo ends_before_it_begins'],
  ])('are refused alone: %s', (_, bad, expected) => {
    const { revisions } = mergeAll(rows);
    try {
      mergeComponent(revisions, bad, start);
      expect.unreachable();
    } catch (error) {
      const [field] = error instanceof Rejection ? (error.details.errors ?? []) : [];
      expect(`${field?.pointer} ${field?.code}`).toBe(expected);
    }
  });
});
