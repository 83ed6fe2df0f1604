import { describe, expect, it } from 'vitest';
import type { EffectiveBom } from '../../../domain/catalog/index.ts';
import { COMPONENTS_MAX, datesOf, orderQuantity, structureFor } from '../../../domain/production/decide-plan.ts';
import { OutOfRange } from '../../../shared/values/decimal.ts';
import { units } from './fixtures.ts';

const bom = (fields: Partial<EffectiveBom> = {}): EffectiveBom => ({
  bomId: 'bom',
  revision: 1,
  batchQuantity: units(1),
  components: [{ lineId: 'c1', productId: 'tube', sku: 'TUBE', kind: 'purchased', quantity: units(2) }],
  operations: [{ workCentreId: 'wkc', workCentreName: 'Welding', minutes: units(20), hourlyRate: units(30) }],
  ...fields,
});
const facts = (given: EffectiveBom | undefined, unitCost?: number) => ({
  bom: given,
  unitCosts: new Map(unitCost === undefined ? [] : [['tube', units(unitCost)]]),
  currency: 'EUR',
});

describe('the structure of a planned order', () => {
  it('has components, operations and planned cost for its whole quantity (P3, P39)', () => {
    expect(structureFor(units(10), facts(bom(), 5))).toMatchObject({
      state: 'planned',
      components: [{ productId: 'tube', quantity: units(20), plannedMinor: 10_000 }],
      operations: [{ minutes: units(200), actualMinutes: 0 }],
      plannedMaterialMinor: 10_000,
      plannedConversionMinor: 10_000,
    });
  });

  it.each([
    ['its share of a batch', { batchQuantity: units(4) }, 10, 5],
    ['half a unit where that is its share: only supply is rounded', { batchQuantity: units(4) }, 9, 4.5],
  ])('takes %s', (_, fields, quantity, needed) => {
    expect(structureFor(units(quantity), facts(bom(fields), 5)).components[0]?.quantity).toBe(units(needed));
  });

  it.each([
    ['no bill of material', undefined, 'no_bom'],
    [
      'more components than one commit issues',
      bom({
        components: Array.from({ length: COMPONENTS_MAX + 1 }, (_, index) => ({
          lineId: `c${index}`,
          productId: 'tube',
          sku: 'TUBE',
          kind: 'purchased',
          quantity: units(1),
        })),
      }),
      'too_many_components',
    ],
  ])('is blocked with %s, so that a person sees it', (_, given, blocked) => {
    expect(structureFor(units(1), facts(given))).toMatchObject({ state: 'planned', blocked, components: [] });
  });

  it.each([
    ['a component', { components: bom().components.map((line) => ({ ...line, quantity: units(3) })) }],
    ['minutes', { operations: bom().operations.map((operation) => ({ ...operation, minutes: units(3) })) }],
  ])('is refused where it needs more of %s than an event can tell', (_, fields) => {
    expect(() => structureFor(units(500_000_000), facts(bom(fields)))).toThrow(OutOfRange);
  });

  it('is ready at once where it needs nothing from stock', () => {
    expect(structureFor(units(1), facts(bom({ components: [] }))).state).toBe('ready');
  });

  it('has no planned material cost where a component’s cost is not known', () => {
    expect(structureFor(units(1), facts(bom())).plannedMaterialMinor).toBeUndefined();
  });
});

describe('the dates of a planned order', () => {
  it.each([
    [
      'starts its lead time before the need',
      '2026-05-20',
      5,
      { startOn: '2026-05-15', dueOn: '2026-05-20', late: false },
    ],
    ['starts today in time', '2026-05-06', 5, { startOn: '2026-05-01', dueOn: '2026-05-06', late: false }],
    [
      'is late where it should have started',
      '2026-05-03',
      5,
      { startOn: '2026-05-01', dueOn: '2026-05-06', late: true },
    ],
  ])('%s', (_, neededOn, leadDays, expected) => {
    expect(datesOf(neededOn, leadDays, '2026-05-01')).toEqual(expected);
  });

  it.each([
    ['up to whole units', 2.5, true, 3],
    ['as it is where parts are allowed', 2.5, false, 2.5],
  ])('its quantity is taken %s', (_, short, wholeUnits, quantity) => {
    expect(orderQuantity(units(short), { wholeUnits })).toBe(units(quantity));
  });
});
