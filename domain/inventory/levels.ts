/** Quantities of a stock by location, as pure arithmetic. On hand and free never fall below zero (S4, S5). */
import type { Stored } from '../../shared/table/entity.ts';
import type { Increment } from '../../shared/table/unit-of-work.ts';
import type { Location } from './location.schema.ts';
import type { Allocation, Stock, StockLevel, ValuationMethod } from './stock.schema.ts';

export type Place = Pick<Location, 'id' | 'code' | 'pickable'>;
type Quantities = Pick<Stock, 'reserved' | 'available' | 'levels'>;

/** The stock of a product that has none yet. */
export const emptyStock = (productId: string, sku: string, method: ValuationMethod): Stock => ({
  productId,
  sku,
  method,
  onHand: 0,
  reserved: 0,
  available: 0,
  waiting: 0,
  valueMinor: 0,
  ...(method === 'fifo' ? { layers: [] } : {}),
  levels: {},
});

/** A stock of nothing takes on the product's valuation method, which may have changed since it last had any. */
export function withMethod(stock: Stored<Stock>, method: ValuationMethod): Stored<Stock> {
  const { layers: _, ...rest } = stock;
  return { ...rest, method, ...(method === 'fifo' ? { layers: [] } : {}) };
}

/** Goods come to a location; `pegged` of them are reserved from the start. */
export function putAt(stock: Quantities, place: Place, quantity: number, pegged = 0): Quantities {
  const free = quantity - pegged;
  const { code, pickable } = place;
  const before = stock.levels[place.id] ?? { code, pickable, onHand: 0, reserved: 0, free: 0 };
  const level = {
    ...before,
    onHand: before.onHand + quantity,
    reserved: before.reserved + pegged,
    free: before.free + free,
  };
  return {
    reserved: stock.reserved + pegged,
    available: stock.available + (pickable ? free : 0),
    levels: { ...stock.levels, [place.id]: level },
  };
}

/** Free goods leave a location. @throws RangeError where fewer are free: callers refuse that first, in words. */
export function takeFreeAt(stock: Quantities, locationId: string, quantity: number): Quantities {
  const before = levelOf(stock, locationId);
  if (before.free < quantity) throw new RangeError('More leaves than is free');
  const level = { ...before, onHand: before.onHand - quantity, free: before.free - quantity };
  return {
    reserved: stock.reserved,
    available: stock.available - (before.pickable ? quantity : 0),
    levels: withLevel(stock.levels, locationId, level),
  };
}

/** Reserved goods leave the locations where they are kept. @throws RangeError where fewer are reserved */
export function takeReservedAt(stock: Quantities, allocations: readonly Allocation[]): Quantities {
  return allocations.reduce((rest, { locationId, quantity }) => {
    const before = levelOf(rest, locationId);
    if (before.reserved < quantity) throw new RangeError('More leaves than is reserved');
    const level = { ...before, onHand: before.onHand - quantity, reserved: before.reserved - quantity };
    return {
      reserved: rest.reserved - quantity,
      available: rest.available,
      levels: withLevel(rest.levels, locationId, level),
    };
  }, stock);
}

/** Free goods for a demand: from the default location first, then from the others by code; over several if need be. */
export function spread(stock: Pick<Stock, 'levels'>, quantity: number, defaultLocationId: string): Allocation[] {
  const order = Object.entries(stock.levels)
    .filter(([, level]) => level.pickable && level.free > 0)
    .sort(
      ([idA, a], [idB, b]) => rank(idA, defaultLocationId) - rank(idB, defaultLocationId) || compare(a.code, b.code),
    );
  let missing = quantity;
  return order.flatMap(([locationId, { free }]) => {
    const taken = Math.min(free, missing);
    missing -= taken;
    return taken === 0 ? [] : [{ locationId, quantity: taken }];
  });
}

const rank = (id: string, first: string): number => (id === first ? 0 : 1);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Adds allocations to others, one for each location. */
export function mergeAllocations(held: readonly Allocation[], added: readonly Allocation[]): Allocation[] {
  const byLocation = new Map(held.map(({ locationId, quantity }) => [locationId, quantity]));
  for (const { locationId, quantity } of added)
    byLocation.set(locationId, (byLocation.get(locationId) ?? 0) + quantity);
  return [...byLocation].map(([locationId, quantity]) => ({ locationId, quantity }));
}

/** Splits allocations into the first `quantity` of them and the rest. */
export function takeAllocations(
  held: readonly Allocation[],
  quantity: number,
): { readonly taken: Allocation[]; readonly kept: Allocation[] } {
  let missing = quantity;
  const taken: Allocation[] = [];
  const kept: Allocation[] = [];
  for (const { locationId, quantity: here } of held) {
    const part = Math.min(here, missing);
    missing -= part;
    if (part > 0) taken.push({ locationId, quantity: part });
    if (here > part) kept.push({ locationId, quantity: here - part });
  }
  return { taken, kept };
}

export const sumOf = (allocations: readonly Allocation[]): number =>
  allocations.reduce((sum, { quantity }) => sum + quantity, 0);

/**
 * Free goods become reserved, as an increment without a version, so that many reserve one stock at once (S3). The
 * floors say that the goods are still free. `waiting` is what the demand still lacks: that it is short holds only while
 * no more has become available than was seen, which the ceiling says.
 */
export function reserveIncrement(
  stock: Pick<Stock, 'available'>,
  allocations: readonly Allocation[],
  waiting: number,
): Increment {
  const quantity = sumOf(allocations);
  return {
    add: { ...reservedBy(allocations, 1), ...(waiting === 0 ? {} : { waiting }) },
    atLeast: {
      ...(quantity === 0 ? {} : { available: quantity }),
      ...Object.fromEntries(allocations.map((part) => [`levels.${part.locationId}.free`, part.quantity])),
    },
    ...(waiting > 0 ? { atMost: { available: stock.available } } : {}),
  };
}

/** Reserved goods become free again; they are at pickable locations, since nothing else is ever reserved. */
export const freeIncrement = (allocations: readonly Allocation[], waiting: number): Increment => ({
  add: { ...reservedBy(allocations, -1), ...(waiting === 0 ? {} : { waiting }) },
  atLeast: Object.fromEntries(allocations.map((part) => [`levels.${part.locationId}.reserved`, part.quantity])),
});

function reservedBy(allocations: readonly Allocation[], sign: 1 | -1): Record<string, number> {
  const quantity = sumOf(allocations);
  if (quantity === 0) return {};
  const add: Record<string, number> = { reserved: sign * quantity, available: -sign * quantity };
  for (const part of allocations) {
    add[`levels.${part.locationId}.reserved`] = sign * part.quantity;
    add[`levels.${part.locationId}.free`] = -sign * part.quantity;
  }
  return add;
}

function levelOf(stock: Pick<Stock, 'levels'>, locationId: string): StockLevel {
  const level = stock.levels[locationId];
  if (level === undefined) throw new RangeError('There is no stock at the location');
  return level;
}

/** An empty level is dropped, so that a record holds the locations where there is something. */
function withLevel(levels: Stock['levels'], locationId: string, level: StockLevel): Stock['levels'] {
  if (level.onHand > 0) return { ...levels, [locationId]: level };
  const { [locationId]: _, ...others } = levels;
  return others;
}
