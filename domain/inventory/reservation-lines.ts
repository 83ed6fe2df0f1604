/** The quantities of a reservation's lines, as pure functions. All scaled; progress is derived, never set. */
import { mergeAllocations, spread, sumOf, takeAllocations } from './levels.ts';
import type { ReservationLine } from './reservation.schema.ts';
import type { Allocation, Stock } from './stock.schema.ts';

/** What a line still lacks: neither in stock for it nor gone out to it. Supply was asked for all of it. */
export const shortOf = ({ quantity, reserved }: Pick<ReservationLine, 'quantity' | 'reserved'>): number =>
  Math.max(0, quantity - reserved);

/** What lies in stock for it now. */
export const heldOf = ({ reserved, consumed }: ReservationLine): number => reserved - consumed;

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
  return { line: grant({ ...line, toOrder }, taken), taken };
}

/** A line with goods that were taken for it. */
export const grant = (line: ReservationLine, goods: readonly Allocation[]): ReservationLine => ({
  ...line,
  reserved: line.reserved + sumOf(goods),
  allocations: mergeAllocations(line.allocations, goods),
});

/** A line whose supply came in: it keeps what it lacks, nothing once the demand is gone; the rest is `excess`. */
export function decidePegged(
  line: ReservationLine,
  goods: readonly Allocation[],
  isOpen: boolean,
): { readonly line: ReservationLine; readonly kept: readonly Allocation[]; readonly excess: readonly Allocation[] } {
  const { taken, kept: excess } = takeAllocations(goods, isOpen ? shortOf(line) : 0);
  return { line: grant(line, taken), kept: taken, excess };
}

/**
 * What is asked of supply again where supply loses `missing` of what was asked for a line. Whether the goods that did come
 * have reached the line yet makes no difference: supply never brings less in all than the line lacks.
 */
export const decideReplan = (line: ReservationLine, missing: number): number => Math.min(missing, shortOf(line));

/** A line from which goods went out, and where they were. The caller has checked that it holds as many. */
export function consume(
  line: ReservationLine,
  quantity: number,
): { readonly line: ReservationLine; readonly taken: readonly Allocation[] } {
  const { taken, kept } = takeAllocations(line.allocations, quantity);
  return { line: { ...line, consumed: line.consumed + sumOf(taken), allocations: kept }, taken };
}

/** A line of a demand that is gone: it holds nothing. */
export const emptied = (line: ReservationLine): ReservationLine => ({
  ...line,
  reserved: line.consumed,
  allocations: [],
});
