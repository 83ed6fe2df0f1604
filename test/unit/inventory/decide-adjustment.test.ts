import { describe, expect, it } from 'vitest';
import { decideAdjustment, decideTransfer } from '../../../domain/inventory/decide-adjustment.ts';
import { emptyStock, putAt } from '../../../domain/inventory/levels.ts';
import type { Stock } from '../../../domain/inventory/stock.schema.ts';
import { addValue } from '../../../domain/inventory/valuation.ts';
import type { Rejection } from '../../../shared/rejection.ts';

const main = { id: 'main', code: 'MAIN', pickable: true };
const shelf = { id: 'shelf', code: 'SHELF', pickable: true };
const quarantine = { id: 'quarantine', code: 'QUARANTINE', pickable: false };
const units = (count: number) => count * 1_000_000;
const none = emptyStock('prd', 'SKU', 'average');
const withGoods = (count: number, valueMinor: number, pegged = 0): Stock => ({
  ...none,
  ...addValue(none, units(count), valueMinor, ''),
  ...putAt(none, main, units(count), units(pegged)),
});
const base = { place: main, standardCost: 0, currency: 'EUR', at: '', pointer: '/lines/0' };

const pointerOf = (decide: () => unknown): string | undefined => {
  try {
    decide();
    return undefined;
  } catch (error) {
    const [field] = (error as Rejection).details.errors ?? [];
    return `${field?.pointer} ${field?.code}`;
  }
};

describe('an adjustment', () => {
  it.each([
    ['comes in at the cost given', none, { quantity: units(4), unitCost: 2_500_000 }, 1_000],
    ['comes in at the current average', withGoods(4, 1_000), { quantity: units(2), standardCost: 9_000_000 }, 500],
    [
      'comes in at the standard cost where there is no stock',
      none,
      { quantity: units(2), standardCost: 9_000_000 },
      1_800,
    ],
    ['goes out at the cost of the stock', withGoods(4, 1_000), { quantity: -units(1) }, -250],
    ['goes out to nothing with all the value', withGoods(3, 100), { quantity: -units(3) }, -100],
    ['finds more of goods without value', withGoods(1, 0), { quantity: units(1) }, 0],
  ] as const)('%s', (_, stock, adjustment, valueMinor) => {
    expect(decideAdjustment(stock, { ...base, ...adjustment }).valueMinor).toBe(valueMinor);
  });

  it.each([
    ['of unknown cost', none, { quantity: units(1) }, '/lines/0/unitCost cost_unknown'],
    ['out of nothing', none, { quantity: -units(1) }, '/lines/0/quantity insufficient_stock'],
    ['below what is reserved', withGoods(4, 100, 3), { quantity: -units(2) }, '/lines/0/quantity insufficient_stock'],
    [
      'out of another location',
      withGoods(4, 100),
      { quantity: -units(1), place: shelf },
      '/lines/0/quantity insufficient_stock',
    ],
    [
      'out at a cost of its own',
      withGoods(4, 100),
      { quantity: -units(1), unitCost: 1 },
      '/lines/0/unitCost cost_not_used',
    ],
    [
      'larger than can be counted',
      none,
      { quantity: units(999_999_999), unitCost: 999_999_999_000_000 },
      '/lines/0/quantity too_large',
    ],
  ] as const)('%s is refused', (_, stock, adjustment, expected) => {
    expect(pointerOf(() => decideAdjustment(stock, { ...base, ...adjustment }))).toBe(expected);
  });
});

describe('a transfer', () => {
  it('moves free goods without their value, and out of promise where the target says so', () => {
    const moved = decideTransfer(withGoods(4, 100, 1), { from: main, to: quarantine, quantity: units(3), pointer: '' });
    expect(moved).toMatchObject({ available: 0, reserved: units(1) });
    expect(moved).not.toHaveProperty('valueMinor');
  });
  it.each([
    [
      'of reserved goods',
      { from: main, to: shelf, quantity: units(4), pointer: '/lines/1' },
      '/lines/1/quantity insufficient_stock',
    ],
    [
      'to the same place',
      { from: main, to: main, quantity: units(1), pointer: '/lines/1' },
      '/lines/1/to same_location',
    ],
  ])('%s is refused', (_, move, expected) => {
    expect(pointerOf(() => decideTransfer(withGoods(4, 100, 1), move))).toBe(expected);
  });
});
