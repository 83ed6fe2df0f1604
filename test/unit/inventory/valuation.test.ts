import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CostLayer, ValuationMethod } from '../../../domain/inventory/stock.schema.ts';
import { addValue, LAYERS_MAX, splitValue, takeValue, type Valued } from '../../../domain/inventory/valuation.ts';

const AT = '2026-03-02T09:00:00.000Z';
const units = (count: number) => count * 1_000_000;
const empty = (method: ValuationMethod): Valued => ({
  method,
  onHand: 0,
  valueMinor: 0,
  ...(method === 'fifo' ? { layers: [] } : {}),
});
const withGoods = (method: ValuationMethod, goods: readonly (readonly [number, number])[]): Valued => {
  let stock = empty(method);
  for (const [quantity, value] of goods) stock = { ...stock, ...addValue(stock, quantity, value, AT) };
  return stock;
};

describe('S5: what goods cost when they leave', () => {
  it.each([
    [
      'average: the mean of what came in',
      'average',
      [
        [units(1), 100],
        [units(1), 200],
      ],
      units(1),
      150,
    ],
    ['average: half a minor unit rounds away from zero', 'average', [[units(2), 5]], units(1), 3],
    ['average: the last unit takes the remainder', 'average', [[units(3), 100]], units(3), 100],
    ['average: goods without value cost nothing', 'average', [[units(3), 0]], units(2), 0],
    [
      'fifo: the oldest first',
      'fifo',
      [
        [units(1), 100],
        [units(1), 200],
      ],
      units(1),
      100,
    ],
    [
      'fifo: over two layers',
      'fifo',
      [
        [units(1), 100],
        [units(2), 400],
      ],
      units(2),
      300,
    ],
    ['fifo: a part of a layer', 'fifo', [[units(4), 100]], units(1), 25],
    [
      'fifo: all of it',
      'fifo',
      [
        [units(3), 100],
        [units(3), 101],
      ],
      units(6),
      201,
    ],
  ] as const)('%s', (_, method, goods, quantity, cost) => {
    expect(takeValue(withGoods(method, goods), quantity).costMinor).toBe(cost);
  });

  it('three units of 100 in all leave for 33, 34 and 33: nothing is lost', () => {
    let stock = withGoods('average', [[units(3), 100]]);
    const costs = [1, 2, 3].map(() => {
      const { costMinor, rest } = takeValue(stock, units(1));
      stock = { ...stock, ...rest };
      return costMinor;
    });
    expect(costs).toEqual([33, 34, 33]);
    expect(stock).toMatchObject({ onHand: 0, valueMinor: 0 });
  });

  it('what comes back is the first to leave again, at its own cost', () => {
    const stock = withGoods('fifo', [
      [units(1), 100],
      [units(1), 200],
    ]);
    const { costMinor, rest } = takeValue(stock, units(1));
    const back = { ...stock, ...rest };
    expect(takeValue({ ...back, ...addValue(back, units(1), costMinor, AT, 'oldest') }, units(1)).costMinor).toBe(100);
  });

  it('refuses to take more than there is', () => {
    expect(() => takeValue(withGoods('average', [[units(1), 1]]), units(2))).toThrow(RangeError);
    expect(() => takeValue(withGoods('fifo', [[units(1), 1]]), units(2))).toThrow(RangeError);
  });

  it('joins goods of one cost, and the two oldest layers beyond the bound, without losing value', () => {
    expect(
      withGoods('fifo', [
        [units(2), 50],
        [units(4), 100],
      ]).layers,
    ).toHaveLength(1);
    const many = withGoods(
      'fifo',
      Array.from({ length: LAYERS_MAX + 20 }, (_, index) => [units(1), index + 1] as const),
    );
    expect(many.layers).toHaveLength(LAYERS_MAX);
    expect(sumOf(many.layers ?? [])).toEqual([many.onHand, many.valueMinor]);
  });
});

const sumOf = (layers: readonly CostLayer[]): [number, number] =>
  layers.reduce<[number, number]>((sum, layer) => [sum[0] + layer.quantity, sum[1] + layer.valueMinor], [0, 0]);

type Step = { readonly kind: 'in' | 'out'; readonly quantity: number; readonly valueMinor: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('in', 'in', 'out'),
  quantity: fc.integer({ min: 1, max: 50_000_000 }),
  valueMinor: fc.integer({ min: 0, max: 1_000_000 }),
});

describe('valuation, whatever comes and goes', () => {
  it.each(['average', 'fifo'] as const)('%s: no value is lost or made, and none falls below zero', (method) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        let stock = empty(method);
        let [cameIn, wentOut] = [0, 0];
        for (const { kind, quantity, valueMinor } of steps) {
          if (kind === 'in') {
            stock = { ...stock, ...addValue(stock, quantity, valueMinor, AT) };
            cameIn += valueMinor;
          } else {
            const { costMinor, rest } = takeValue(stock, Math.min(quantity, stock.onHand));
            stock = { ...stock, ...rest };
            wentOut += costMinor;
            expect(costMinor).toBeGreaterThanOrEqual(0);
          }
          expect(stock.valueMinor).toBe(cameIn - wentOut);
          expect(stock.valueMinor).toBeGreaterThanOrEqual(0);
          expect(stock.onHand).toBeGreaterThanOrEqual(0);
          if (stock.onHand === 0) expect(stock.valueMinor).toBe(0);
          if (method === 'fifo') expect(sumOf(stock.layers ?? [])).toEqual([stock.onHand, stock.valueMinor]);
        }
      }),
    );
  });

  it('fifo: whole units leave in the order in which they came, each at its own cost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ isIn: fc.boolean(), count: fc.integer({ min: 1, max: 4 }), cost: fc.nat(1_000) }), {
          maxLength: LAYERS_MAX,
        }),
        (steps) => {
          let stock = empty('fifo');
          const queue: number[] = [];
          for (const { isIn, count, cost } of steps) {
            if (isIn) {
              stock = { ...stock, ...addValue(stock, units(count), count * cost, AT) };
              queue.push(...Array.from({ length: count }, () => cost));
              continue;
            }
            const taken = Math.min(count, queue.length);
            const { costMinor, rest } = takeValue(stock, units(taken));
            stock = { ...stock, ...rest };
            expect(costMinor).toBe(queue.splice(0, taken).reduce((sum, unit) => sum + unit, 0));
          }
        },
      ),
    );
  });

  it('splits a value over parts so that they add up', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 1, maxLength: 20 }),
        fc.nat(1_000_000),
        (parts, value) => {
          const shares = splitValue(value, parts);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBe(value);
          expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
