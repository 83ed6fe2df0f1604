import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  criticalPathDays,
  leavesOf,
  rollUpCost,
  type Structure,
  type StructureBom,
  timeCost,
} from '../../../domain/production/roll-up.ts';
import { scaled } from '../../../shared/values/decimal.ts';
import { units } from './fixtures.ts';

type Parts = Record<string, { of?: Record<string, number>; batch?: number; minutes?: number; leadDays?: number }>;

/** Products by name: `of` gives the components of one batch; work costs 30.00 an hour. */
const structure = (parts: Parts): Structure => ({
  products: new Map(
    Object.entries(parts).map(([id, { of, leadDays = 0 }]) => [
      id,
      { kind: of === undefined ? 'purchased' : 'manufactured', standardCost: 0, leadDays },
    ]),
  ),
  boms: new Map(
    Object.entries(parts).flatMap(([id, { of, batch = 1, minutes = 0 }]): [string, StructureBom][] =>
      of === undefined
        ? []
        : [
            [
              id,
              {
                batchQuantity: units(batch),
                components: Object.entries(of).map(([productId, quantity]) => ({
                  productId,
                  quantity: units(quantity),
                })),
                operations: minutes === 0 ? [] : [{ minutes: units(minutes), hourlyRate: units(30) }],
              },
            ],
          ],
    ),
  ),
});
const prices = (known: Record<string, number>) => (id: string) => {
  const price = known[id];
  return price === undefined ? undefined : scaled(units(price));
};

describe('the cost of a made product (P3, P6)', () => {
  it.each([
    ['its material', { frame: { of: { tube: 2 } }, tube: {} }, { tube: 5 }, 10, 0],
    ['its material and its time', { frame: { of: { tube: 2 }, minutes: 20 }, tube: {} }, { tube: 5 }, 10, 10],
    [
      'its share of a batch',
      { paint: { of: { pigment: 3 }, batch: 10, minutes: 60 }, pigment: {} },
      { pigment: 50 },
      15,
      3,
    ],
    [
      'every level below it',
      {
        bike: { of: { frame: 1, wheel: 2 }, minutes: 10 },
        frame: { of: { tube: 4 }, minutes: 30 },
        wheel: {},
        tube: {},
      },
      { wheel: 25, tube: 5 },
      70,
      20,
    ],
    [
      'G6: one raw material inside two sub-assemblies, 1 each, counted twice',
      { top: { of: { left: 1, right: 1 } }, left: { of: { raw: 1 } }, right: { of: { raw: 1 } }, raw: {} },
      { raw: 7 },
      14,
      0,
    ],
    ['what it stands for itself where it has no bill of material', { tube: {} }, { tube: 5 }, 5, 0],
  ])('is %s', (_, parts: Parts, known: Record<string, number>, material, conversion) => {
    const [top = ''] = Object.keys(parts);
    const cost = rollUpCost(structure(parts), top, prices(known));
    expect(cost).toEqual({
      material: units(material),
      conversion: units(conversion),
      total: units(material + conversion),
    });
  });

  it('is not known where a component’s cost is not known', () => {
    const parts: Parts = { frame: { of: { tube: 2, paint: 1 } }, tube: {}, paint: {} };
    expect(rollUpCost(structure(parts), 'frame', prices({ tube: 5 }))).toBeUndefined();
  });

  it('ends where the bills contain a cycle (P2), and is not known then', () => {
    const parts: Parts = { a: { of: { b: 1 } }, b: { of: { a: 1 } } };
    expect(rollUpCost(structure(parts), 'a', prices({}))).toBeUndefined();
  });

  it('asks for the cost of each leaf once, however many levels need it', () => {
    const parts: Parts = { top: { of: { a: 1, b: 1 } }, a: { of: { raw: 1 } }, b: { of: { raw: 1, a: 3 } }, raw: {} };
    const asked: string[] = [];
    rollUpCost(structure(parts), 'top', (id) => {
      asked.push(id);
      return scaled(units(1));
    });
    expect(asked).toEqual(['raw']);
    expect(leavesOf(structure(parts))).toEqual(['raw']);
  });

  it('grows in proportion with the cost of its material', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 50 }), (price, quantity) => {
        const parts: Parts = { frame: { of: { tube: quantity }, minutes: 12 }, tube: {} };
        const cost = rollUpCost(structure(parts), 'frame', prices({ tube: price }));
        expect(cost?.material).toBe(units(price * quantity));
        expect(cost?.conversion).toBe(units(6));
      }),
    );
  });

  it('is exact for time: 20 minutes at 30.00 an hour are 10.00', () => {
    expect(timeCost(units(20), units(30))).toBe(units(10));
  });
});

describe('the lead time of a made product', () => {
  const vendorDays = (known: Record<string, number>) => (id: string) => known[id] ?? 0;
  it.each([
    [
      'G8: parallel components of 5 and 7 days: 7 days, not 12',
      { top: { of: { a: 1, b: 1 } }, a: {}, b: {} },
      { a: 5, b: 7 },
      7,
    ],
    [
      'its own time after its components',
      { top: { of: { a: 1, b: 1 }, leadDays: 2 }, a: {}, b: {} },
      { a: 5, b: 7 },
      9,
    ],
    [
      'the longest way through all levels',
      { top: { of: { sub: 1, b: 1 }, leadDays: 1 }, sub: { of: { a: 1 }, leadDays: 4 }, a: {}, b: {} },
      { a: 5, b: 7 },
      10,
    ],
    ['its own time where it needs nothing', { top: { of: {}, leadDays: 3 } }, {}, 3],
    ['the vendor’s for what is bought', { tube: {} }, { tube: 14 }, 14],
    [
      'bounded where the bills contain a cycle',
      { a: { of: { b: 1 }, leadDays: 1 }, b: { of: { a: 1 }, leadDays: 1 } },
      {},
      2,
    ],
  ])('is %s', (_, parts: Parts, known: Record<string, number>, days) => {
    const [top = ''] = Object.keys(parts);
    expect(criticalPathDays(structure(parts), top, vendorDays(known))).toBe(days);
  });
});
