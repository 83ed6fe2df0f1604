import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lotsOf,
  planSupply,
  REQUISITIONS_MAX,
  releaseOf,
  type SupplyRules,
} from '../../../domain/procurement/planning.ts';
import type { OpenSupply } from '../../../shared/netting.ts';
import { SCALE } from '../../../shared/values/decimal.ts';
import { short, units } from './fixtures.ts';

type Price = NonNullable<SupplyRules['price']>;
const price = (fields: { leadDays?: number; minimum?: number; multiple?: number; maximum?: number } = {}): Price => {
  const { leadDays = 5, ...quantities } = fields;
  const scaledQuantities = Object.entries(quantities).map(([name, value]) => [name, units(value)]);
  return { leadDays, ...Object.fromEntries(scaledQuantities) };
};
const rules = (fields: Partial<SupplyRules> = {}): SupplyRules => ({
  price: price(),
  wholeUnits: true,
  safetyStock: 0,
  freeStock: 0,
  today: '2026-05-01',
  ...fields,
});
const supply = (surplus: number, availableOn = '2026-05-10', supplyId = 'prq_1', room = 60): OpenSupply => ({
  supplyId,
  surplus: units(surplus),
  availableOn,
  room,
});
/** What is bought, and what is taken of open supplies, in whole units. */
const planned = (...plan: Parameters<typeof planSupply>) => {
  const { newRequisitions, pegsOnExisting } = planSupply(...plan);
  return {
    buy: newRequisitions.map(({ quantity }) => quantity / SCALE),
    take: pegsOnExisting.map(({ quantity }) => quantity / SCALE),
  };
};

describe('the golden numbers of planning', () => {
  it.each([
    ['G1: projected 40, two rows of 50, MOQ 100: 100 and not 200', [10, 50], [], { minimum: 100 }, 0, [100]],
    ['G1: the second row comes alone and finds the surplus', [50], [90], { minimum: 100 }, 0, []],
    ['G2: demands of 250 and 1,000 with safety stock 100: 1,350', [250, 1_000], [], {}, 100, [1_350]],
    ['G2: the first demand alone brings the safety stock', [250], [], {}, 100, [350]],
    ['G2: the second demand alone brings no second safety stock', [1_000], [100], {}, 100, [1_000]],
    ['G3: MOQ 100, three rows of 20: one lot', [20, 20, 20], [], { minimum: 100 }, 0, [100]],
    ['G3: the third row comes alone and finds the surplus', [20], [60], { minimum: 100 }, 0, []],
    ['G4: projected 12, rows 12 and 1: inventory says 1 is short, 1 is bought', [1], [], {}, 0, [1]],
    ['two demands of 0.5 of a whole-unit item buy 1', [0.5, 0.5], [], {}, 0, [1]],
    ['a second demand of 0.5 alone takes what rounding left', [0.5], [0.5], {}, 0, []],
  ])('%s', (_, demands, surpluses, terms, safetyStock, buy) => {
    const open = surpluses.map((surplus) => supply(surplus));
    const given = rules({ price: price(terms), safetyStock: units(safetyStock) });
    const shortages = demands.map((quantity) => short(quantity));
    expect(planned(shortages, open, given).buy).toEqual(buy);
  });

  it('G5: need on 15 May with 5 days is released on 10 May, not today', () => {
    expect(releaseOf('2026-05-15', rules())).toEqual({
      releaseOn: '2026-05-10',
      availableOn: '2026-05-15',
      late: false,
    });
  });

  it.each([
    ['released today, and late, where the release day is past', '2026-05-03', '2026-05-01', true],
    ['released today and in time on the very day', '2026-05-06', '2026-05-01', false],
  ])('G5: %s', (_, neededOn, releaseOn, late) => {
    expect(releaseOf(neededOn, rules())).toMatchObject({ releaseOn, late });
  });

  it('G9: takes no more of a supply than its surplus, so what is pegged to another demand is never eaten', () => {
    expect(planned([short(30)], [supply(10)], rules())).toEqual({ buy: [20], take: [10] });
  });

  it('P12: a supply after the need does not cover it where a new purchase can come sooner', () => {
    const late = supply(30, '2026-05-20');
    expect(planned([short(30, '2026-05-15')], [late], rules())).toEqual({ buy: [30], take: [] });
  });

  it('P12: a supply after the need covers it where a new purchase would come later still', () => {
    const late = supply(30, '2026-05-20');
    const slow = rules({ price: price({ leadDays: 40 }) });
    expect(planned([short(30, '2026-05-15')], [late], slow)).toEqual({ buy: [], take: [30] });
  });

  it('gives no more demand lines to a supply than it has room for', () => {
    const shortages = [short(1, '2026-05-15', 'a'), short(1, '2026-05-15', 'b'), short(1, '2026-05-15', 'c')];
    expect(planned(shortages, [supply(9, '2026-05-10', 'prq_1', 2)], rules())).toEqual({ buy: [1], take: [1, 1] });
  });

  it('serves demands in the order of their need and pegs each (P21)', () => {
    const shortages = [short(4, '2026-05-20', 'b'), short(3, '2026-05-12', 'a')];
    const { newRequisitions, pegsOnExisting } = planSupply(shortages, [supply(5)], rules());
    expect(pegsOnExisting.map(({ shortage, quantity }) => [shortage.lineId, quantity / SCALE])).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    expect(newRequisitions).toMatchObject([
      { quantity: units(2), neededOn: '2026-05-20', pegs: [{ shortage: { lineId: 'b' }, quantity: units(2) }] },
    ]);
  });

  it('buys without a vendor what nobody sells, in whole units, for a person to place', () => {
    expect(planned([short(2.4)], [], rules({ price: undefined })).buy).toEqual([3]);
  });
});

describe('order modifiers (P16)', () => {
  it.each([
    ['the minimum, then the multiple', 30, { minimum: 50, multiple: 12 }, [60]],
    ['the multiple alone', 13, { multiple: 12 }, [24]],
    ['nothing where the need is above all of them', 61, { minimum: 50 }, [61]],
    ['the maximum, in several lots', 25, { maximum: 10 }, [10, 10, 5]],
    ['the maximum kept to its multiple', 25, { maximum: 10, multiple: 4 }, [8, 8, 8, 4]],
    ['each lot at least the minimum', 120, { minimum: 100, maximum: 100 }, [100, 100]],
    ['a maximum below the minimum gives way', 30, { minimum: 50, maximum: 20 }, [50]],
    ['a need beyond four lots: the last takes the rest', 100, { maximum: 10 }, [10, 10, 10, 70]],
    ['whole units after a broken multiple', 5, { multiple: 2.5 }, [5]],
    ['the next whole multiple of a broken one', 6, { multiple: 2.5 }, [10]],
  ])('%s', (_, needed, terms, lots) => {
    const found = lotsOf(units(needed), { price: price(terms), wholeUnits: true });
    expect(found.map(({ quantity }) => quantity / SCALE)).toEqual(lots);
  });

  it('says which lot is above the vendor’s maximum', () => {
    const { newRequisitions } = planSupply([short(100)], [], rules({ price: price({ maximum: 10 }) }));
    expect(newRequisitions.map(({ overMaximum }) => overMaximum)).toEqual([false, false, false, true]);
  });
});

describe('every plan', () => {
  const demands = fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 5_000 }), day: fc.integer({ min: 10, max: 28 }) }),
    { minLength: 1, maxLength: 8 },
  );
  const opened = fc.array(
    fc.record({ surplus: fc.integer({ min: 0, max: 3_000 }), day: fc.integer({ min: 10, max: 28 }) }),
    { maxLength: 6 },
  );
  const optional = (max: number) => fc.option(fc.integer({ min: 1, max }), { nil: undefined });
  const terms = fc.record({ minimum: optional(500), multiple: optional(50), maximum: optional(2_000) });

  it('covers each demand exactly once, from surplus and requisitions together', () => {
    fc.assert(
      fc.property(demands, opened, terms, fc.integer({ min: 0, max: 400 }), (needs, supplies, given, safety) => {
        const shortages = needs.map(({ quantity, day }, index) => short(quantity / 4, `2026-05-${day}`, `l${index}`));
        const open = supplies.map(({ surplus, day }, index) => supply(surplus / 4, `2026-05-${day}`, `s${index}`));
        const present = Object.entries(given).filter(([, value]) => value !== undefined);
        const plan = planSupply(
          shortages,
          open,
          rules({ price: price(Object.fromEntries(present)), safetyStock: units(safety) }),
        );
        const pegged = [...plan.pegsOnExisting, ...plan.newRequisitions.flatMap(({ pegs }) => pegs)];
        for (const shortage of shortages) {
          const covered = pegged.filter((peg) => peg.shortage.lineId === shortage.lineId);
          expect(covered.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(shortage.quantity);
        }
        for (const { supplyId, surplus } of open) {
          const taken = plan.pegsOnExisting.filter((peg) => peg.supplyId === supplyId);
          expect(taken.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(surplus);
        }
        expect(plan.newRequisitions.length).toBeLessThanOrEqual(REQUISITIONS_MAX);
        for (const { quantity, pegs } of plan.newRequisitions) {
          expect(quantity % SCALE).toBe(0);
          expect(pegs.reduce((sum, peg) => sum + peg.quantity, 0)).toBeLessThanOrEqual(quantity);
          expect(quantity).toBeGreaterThanOrEqual(units(given.minimum ?? 0));
          expect(quantity % units(given.multiple ?? 1)).toBe(0);
        }
      }),
    );
  });

  it('buys together what it would buy one after the other, but for the rounding of lots', () => {
    fc.assert(
      fc.property(demands, (needs) => {
        const shortages = needs.map(({ quantity }, index) => short(quantity / 4, '2026-05-15', `l${index}`));
        const together = planSupply(shortages, [], rules({ price: price({ minimum: 100 }) }));
        let bought = 0;
        let surplus = 0;
        for (const shortage of shortages) {
          const plan = planSupply([shortage], [supply(surplus / SCALE)], rules({ price: price({ minimum: 100 }) }));
          const more = plan.newRequisitions.reduce((sum, { quantity }) => sum + quantity, 0);
          bought += more;
          surplus += more - shortage.quantity;
        }
        const needed = shortages.reduce((sum, { quantity }) => sum + quantity, 0);
        const total = together.newRequisitions.reduce((sum, { quantity }) => sum + quantity, 0);
        expect(bought).toBeGreaterThanOrEqual(needed);
        expect(bought - needed).toBeLessThanOrEqual(units(100));
        expect(total - needed).toBeLessThanOrEqual(units(100));
      }),
    );
  });
});
