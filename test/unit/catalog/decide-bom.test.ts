import { describe, expect, it } from 'vitest';
import type { BomComponent } from '../../../domain/catalog/bom.schema.ts';
import {
  COMPONENTS_MAX,
  decideNewRevision,
  expectManufactured,
  expectStocked,
  type NewRevision,
} from '../../../domain/catalog/decide-bom.ts';
import { Rejection } from '../../../shared/rejection.ts';

const refusalOf = (run: () => unknown): string => {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const [field] = error.details.errors ?? [];
    return field === undefined ? error.code : `${field.pointer} ${field.code}`;
  }
};

const component = (productId: string, validFrom?: string, validTo?: string): BomComponent => ({
  lineId: `line-${productId}`,
  productId,
  quantity: 1_000_000,
  ...(validFrom === undefined ? {} : { validFrom }),
  ...(validTo === undefined ? {} : { validTo }),
});
const revision = (components: BomComponent[]): NewRevision => ({
  validFrom: '2026-01-01',
  batchQuantity: 1_000_000,
  components,
  operations: [],
  recordedAt: '2026-01-01T00:00:00.000Z',
});

describe('a new revision', () => {
  it.each([
    ['two parts', [component('a'), component('b')], 'accepted'],
    ['one part twice', [component('a'), component('a')], '/components/1/sku duplicate_component'],
    ['one part after the other', [component('a', undefined, '2026-05-03'), component('a', '2026-05-04')], 'accepted'],
    [
      'one part overlapping by a day',
      [component('a', undefined, '2026-05-03'), component('a', '2026-05-03')],
      '/components/1/sku duplicate_component',
    ],
    ['ends the day it begins', [component('a', '2026-05-03', '2026-05-03')], 'accepted'],
    [
      'ends before it begins',
      [component('a', '2026-05-03', '2026-05-02')],
      '/components/0/validTo ends_before_it_begins',
    ],
  ])('%s', (_, components, expected) => {
    expect(refusalOf(() => decideNewRevision(undefined, 'bom', 'prd', revision(components)))).toBe(expected);
  });

  it('counts revisions from one and keeps the earlier ones', () => {
    const first = decideNewRevision(undefined, 'bom', 'prd', revision([component('a')]));
    const second = decideNewRevision(first, 'bom', 'prd', revision([component('b')]));
    expect(second.revisions.map((known) => [known.revision, known.components[0]?.productId])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });

  it('is refused where the record would grow beyond what the table holds', () => {
    const many = Array.from({ length: COMPONENTS_MAX }, (_, index) => component(`p${index}`));
    const full = decideNewRevision(undefined, 'bom', 'prd', revision(many));
    expect(refusalOf(() => decideNewRevision(full, 'bom', 'prd', revision([component('a')])))).toBe(
      'catalog.bom.too_large',
    );
  });
});

describe('kinds in a bill of material', () => {
  it.each([
    ['manufactured', 'accepted', 'accepted'],
    ['purchased', '/sku not_manufactured', 'accepted'],
    ['service', '/sku not_manufactured', '/sku not_stocked'],
  ] as const)('%s as parent and as component', (kind, asParent, asComponent) => {
    expect(refusalOf(() => expectManufactured({ sku: 'A', kind }, '/sku'))).toBe(asParent);
    expect(refusalOf(() => expectStocked({ sku: 'A', kind }, '/sku'))).toBe(asComponent);
  });
});
