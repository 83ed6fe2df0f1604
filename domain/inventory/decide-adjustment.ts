/** What an adjustment or a transfer does to a stock, as pure functions; refusals name the line. */
import { rejectField } from '../../shared/rejection.ts';
import { fromScaled, mulDiv, OutOfRange } from '../../shared/values/decimal.ts';
import { extend } from '../../shared/values/money.ts';
import { type Place, putAt, takeFreeAt } from './levels.ts';
import type { Stock } from './stock.schema.ts';
import { addValue, takeValue } from './valuation.ts';

export type Adjustment = {
  readonly place: Place;
  /** Scaled, of either sign, never zero. */
  readonly quantity: number;
  /** Scaled; of goods that come in. */
  readonly unitCost?: number | undefined;
  /** Of the product, scaled; 0 where none is known. */
  readonly standardCost: number;
  readonly currency: string;
  readonly at: string;
  /** JSON pointer of the line. */
  readonly pointer: string;
};
export type Adjusted = { readonly changes: Partial<Stock>; readonly valueMinor: number };

/**
 * The stock after an adjustment, and what it added to its value (minor units, below zero where goods went out).
 * @throws Rejection with the pointer of the line: `insufficient_stock` where fewer are free at the location,
 * `cost_unknown`, `cost_not_used` where a cost is given for goods that go out, `too_large`
 */
export function decideAdjustment(stock: Stock, adjustment: Adjustment): Adjusted {
  const { place, quantity, pointer, at } = adjustment;
  if (quantity < 0) return takeOut(stock, adjustment);
  try {
    const valueMinor = costOf(stock, adjustment);
    return {
      changes: { ...addValue(stock, quantity, valueMinor, at), ...putAt(stock, place, quantity) },
      valueMinor,
    };
  } catch (error) {
    if (!(error instanceof OutOfRange)) throw error;
    throw rejectField(`${pointer}/quantity`, 'too_large', 'Quantity or value of the stock would be too large.');
  }
}

function takeOut(stock: Stock, { place, quantity, unitCost, pointer }: Adjustment): Adjusted {
  if (unitCost !== undefined) {
    throw rejectField(`${pointer}/unitCost`, 'cost_not_used', 'Goods that go out leave at the cost of the stock.');
  }
  expectFree(stock, place, -quantity, pointer);
  const { costMinor, rest } = takeValue(stock, -quantity);
  return { changes: { ...rest, ...takeFreeAt(stock, place.id, -quantity) }, valueMinor: 0 - costMinor };
}

/** The cost given, or the current average, or the product's standard cost. */
function costOf(stock: Stock, { quantity, unitCost, standardCost, currency, pointer }: Adjustment): number {
  if (unitCost !== undefined) return extend(quantity, unitCost, currency);
  if (stock.onHand > 0 && stock.valueMinor > 0) return mulDiv(stock.valueMinor, quantity, stock.onHand);
  if (standardCost > 0) return extend(quantity, standardCost, currency);
  if (stock.onHand > 0) return 0;
  throw rejectField(
    `${pointer}/unitCost`,
    'cost_unknown',
    'A cost is needed: the product has neither stock nor a standard cost.',
  );
}

/** The stock after goods went from one location to another; its value does not change. */
export function decideTransfer(
  stock: Stock,
  move: { readonly from: Place; readonly to: Place; readonly quantity: number; readonly pointer: string },
): Partial<Stock> {
  if (move.from.id === move.to.id) {
    throw rejectField(`${move.pointer}/to`, 'same_location', 'must be another location than the goods come from');
  }
  expectFree(stock, move.from, move.quantity, move.pointer);
  return putAt(takeFreeAt(stock, move.from.id, move.quantity), move.to, move.quantity);
}

function expectFree(stock: Stock, place: Place, quantity: number, pointer: string): void {
  const free = stock.levels[place.id]?.free ?? 0;
  if (free >= quantity) return;
  throw rejectField(
    `${pointer}/quantity`,
    'insufficient_stock',
    `Only ${fromScaled(free)} of ${stock.sku} are free at ${place.code}.`,
  );
}
