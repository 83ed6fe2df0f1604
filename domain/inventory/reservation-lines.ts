/** The quantities of a reservation's lines, as pure functions. All scaled; progress is derived, never set. */
import { mergeAllocations, spread, sumOf, takeAllocations } from './levels.ts';
import type { ReservationLine } from './reservation.schema.ts';
import type { Allocation, Stock } from './stock.schema.ts';

/** What a line still lacks: neither in stock for it nor gone out to it. */
export const shortOf = ({ quantity, reserved }: Pick<ReservationLine, 'quantity' | 'reserved'>): number =>
  Math.max(0, quantity - reserved);

/** What lies in stock for it now. */
export const heldOf = ({ reserved, consumed }: ReservationLine): number => reserved - consumed;

/** What no goods and no expected supply cover. */
export const uncoveredOf = (line: ReservationLine): number => Math.max(0, shortOf(line) - line.awaited);

export const isWhole = (line: ReservationLine): boolean => shortOf(line) === 0;

export type LineDecision = { readonly line: ReservationLine; readonly taken: readonly Allocation[] };

/**
 * A new line takes what is free, from the default location first, and asks supply for the rest. A product that is made
 * or bought to order never takes free stock.
 */
export function decideLine(
  line: ReservationLine,
  stock: Pick<Stock, 'available' | 'levels'> | undefined,
  toOrder: boolean,
  defaultLocationId: string,
): LineDecision {
  const wanted = toOrder || stock === undefined ? 0 : Math.min(shortOf(line), stock.available);
  const taken = stock === undefined ? [] : spread(stock, wanted, defaultLocationId);
  const granted = grant({ ...line, toOrder }, taken);
  return { line: { ...granted, awaited: shortOf(granted) }, taken };
}

/** A line with goods that were taken for it. It awaits no more than it still lacks. */
export function grant(line: ReservationLine, goods: readonly Allocation[]): ReservationLine {
  const reserved = line.reserved + sumOf(goods);
  const allocations = mergeAllocations(line.allocations, goods);
  return { ...line, reserved, allocations, awaited: Math.min(line.awaited, shortOf({ ...line, reserved })) };
}

/**
 * A line whose supply came in: it keeps what it lacks (nothing once the demand is gone), the rest is `excess`. Either
 * way that much is not awaited any more. `isSpared`: more was awaited still than the line now lacks.
 */
export function decidePegged(
  line: ReservationLine,
  goods: readonly Allocation[],
  isOpen: boolean,
): {
  readonly line: ReservationLine;
  readonly kept: readonly Allocation[];
  readonly excess: readonly Allocation[];
  readonly isSpared: boolean;
} {
  const { taken, kept: excess } = takeAllocations(goods, isOpen ? shortOf(line) : 0);
  const awaited = Math.max(0, line.awaited - sumOf(goods));
  const granted = grant({ ...line, awaited }, taken);
  return { line: granted, kept: taken, excess, isSpared: isOpen && granted.awaited < awaited };
}

/**
 * A line for which less came than was planned: `missing` is not awaited any more, and what is then uncovered is asked
 * of supply again (`again`, zero where stock has covered it meanwhile).
 */
export function decideReplan(
  line: ReservationLine,
  missing: number,
): { readonly line: ReservationLine; readonly again: number } {
  const awaited = Math.max(0, line.awaited - missing);
  const again = uncoveredOf({ ...line, awaited });
  return { line: { ...line, awaited: awaited + again }, again };
}

/** A line from which goods went out, and where they were. The caller has checked that it holds as many. */
export function consume(
  line: ReservationLine,
  quantity: number,
): { readonly line: ReservationLine; readonly taken: readonly Allocation[] } {
  const { taken, kept } = takeAllocations(line.allocations, quantity);
  return { line: { ...line, consumed: line.consumed + sumOf(taken), allocations: kept }, taken };
}

/** A line of a demand that is gone: it holds nothing and awaits nothing. */
export const emptied = (line: ReservationLine): ReservationLine => ({
  ...line,
  reserved: line.consumed,
  awaited: 0,
  allocations: [],
});
