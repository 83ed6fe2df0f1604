/**
 * What stock is worth, as pure arithmetic (S5). Average cost keeps the total value and divides it by quantity only when
 * something leaves, so the last unit takes the remainder; FIFO keeps a layer for each cost. Quantities scaled, values
 * minor units; neither ever falls below zero.
 */
import { fitsScaled, mulDiv, OutOfRange } from '../../shared/values/decimal.ts';
import type { CostLayer, Stock } from './stock.schema.ts';

export type Valued = Pick<Stock, 'method' | 'onHand' | 'valueMinor' | 'layers'>;
export type Valuation = Pick<Stock, 'onHand' | 'valueMinor' | 'layers'>;

/** So that a record stays small: beyond this the two oldest layers become one at their joint cost. */
export const LAYERS_MAX = 50;

/**
 * The valuation after goods came in. `place` is where a new FIFO layer goes: goods that come back are the `oldest`, as
 * they were when they left; all others the `newest`.
 */
export function addValue(
  stock: Valued,
  quantity: number,
  valueMinor: number,
  at: string,
  place: 'newest' | 'oldest' = 'newest',
): Valuation {
  const totals = { onHand: stock.onHand + quantity, valueMinor: stock.valueMinor + valueMinor };
  if (!fitsScaled(totals.onHand) || !Number.isSafeInteger(totals.valueMinor)) {
    throw new OutOfRange('More stock of a product than can be kept exactly');
  }
  if (stock.method === 'average') return totals;
  const layer = { quantity, valueMinor, at };
  const layers = stock.layers ?? [];
  return { ...totals, layers: bounded(place === 'oldest' ? [layer, ...layers] : withNewest(layers, layer)) };
}

/** What `quantity` (at most what is on hand) costs when it leaves, and the valuation of what stays. */
export function takeValue(stock: Valued, quantity: number): { readonly costMinor: number; readonly rest: Valuation } {
  if (quantity > stock.onHand) throw new RangeError('More leaves than is on hand');
  if (stock.method === 'average') {
    const costMinor = shareOf(stock.valueMinor, quantity, stock.onHand);
    return { costMinor, rest: { onHand: stock.onHand - quantity, valueMinor: stock.valueMinor - costMinor } };
  }
  let missing = quantity;
  let costMinor = 0;
  const layers: CostLayer[] = [];
  for (const layer of stock.layers ?? []) {
    const taken = Math.min(missing, layer.quantity);
    const cost = shareOf(layer.valueMinor, taken, layer.quantity);
    missing -= taken;
    costMinor += cost;
    if (taken === layer.quantity) continue;
    layers.push({ ...layer, quantity: layer.quantity - taken, valueMinor: layer.valueMinor - cost });
  }
  if (missing > 0) throw new Error('The layers of a stock do not add up to what is on hand');
  return { costMinor, rest: { onHand: stock.onHand - quantity, valueMinor: stock.valueMinor - costMinor, layers } };
}

/** The part of `valueMinor` that belongs to `part` of `whole`; all of it where nothing would be left. */
const shareOf = (valueMinor: number, part: number, whole: number): number =>
  part === whole ? valueMinor : mulDiv(valueMinor, part, whole);

/** Splits a value over parts of a quantity; the last part takes the remainder. */
export function splitValue(valueMinor: number, parts: readonly number[]): number[] {
  let quantity = parts.reduce((sum, part) => sum + part, 0);
  let value = valueMinor;
  return parts.map((part) => {
    const share = quantity === 0 ? 0 : shareOf(value, part, quantity);
    quantity -= part;
    value -= share;
    return share;
  });
}

/** Goods of the same unit cost as the newest layer join it. */
function withNewest(layers: readonly CostLayer[], layer: CostLayer): CostLayer[] {
  const newest = layers.at(-1);
  const isSameCost =
    newest !== undefined &&
    BigInt(newest.valueMinor) * BigInt(layer.quantity) === BigInt(layer.valueMinor) * BigInt(newest.quantity);
  return isSameCost ? [...layers.slice(0, -1), joined(newest, layer)] : [...layers, layer];
}

function bounded(layers: readonly CostLayer[]): CostLayer[] {
  const [first, second, ...rest] = layers;
  if (layers.length <= LAYERS_MAX || first === undefined || second === undefined) return [...layers];
  return [joined(first, second), ...rest];
}

const joined = (older: CostLayer, newer: CostLayer): CostLayer => ({
  quantity: older.quantity + newer.quantity,
  valueMinor: older.valueMinor + newer.valueMinor,
  at: older.at,
});
