/** Reserves the next lines of a reservation, or frees them once it is released: a bounded number in a commit. */
import type { Stored } from '../../../shared/table/entity.ts';
import type { EventSubject, Work } from '../../../shared/table/unit-of-work.ts';
import { productsById } from '../../catalog/index.ts';
import { reservationContinued, stockFreed } from '../events.ts';
import { emptyStock, freeIncrement, reserveIncrement } from '../levels.ts';
import { defaultPlace } from '../queries/find-locations.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { Reservation, ReservationLine } from '../reservation.schema.ts';
import { decideLine, emptied, shortOf } from '../reservation-lines.ts';
import { shortageEntity, shortageEntry } from '../shortage.entity.ts';
import { stockEntity } from '../stock.entity.ts';
import { sayReserved, sayShort } from './say-reserved.ts';

/** Each line may write its stock and its shortage; with the reservation and its events that is about 25 actions. */
const LINES_MAX = 8;

/** Reserves the next lines and says which are whole and which short; asks itself to go on where more are left. */
export async function reserveNextLines(work: Work, reservation: Stored<Reservation>): Promise<void> {
  const from = reservation.nextLine;
  const to = Math.min(from + LINES_MAX, reservation.lines.length);
  const reached = reservation.lines.slice(from, to);
  const productIds = [...new Set(reached.map(({ productId }) => productId))];
  const [products, stocks, first] = await Promise.all([
    productsById(work.context, productIds),
    work.records.getMany(
      stockEntity,
      productIds.map((productId) => ({ productId })),
    ),
    defaultPlace(work.context),
  ]);
  const stockOf = new Map(stocks.map((stock) => [stock.productId, stock]));
  const decided = reached.map((line): ReservationLine => {
    const known = products.get(line.productId);
    const stock = stockOf.get(line.productId);
    const decision = decideLine(line, stock, known?.supplyPolicy === 'to_order', first.id);
    const waiting = decision.line.toOrder ? 0 : shortOf(decision.line);
    if (decision.taken.length === 0 && waiting === 0) return decision.line;
    const before =
      stock ?? work.create(stockEntity, emptyStock(line.productId, line.sku, known?.valuationMethod ?? 'average'));
    const increment = reserveIncrement(before, decision.taken, waiting);
    stockOf.set(line.productId, work.increment(stockEntity, before, increment));
    if (waiting > 0) openShortage(work, reservation, line, waiting);
    return decision.line;
  });
  const lines = [...reservation.lines.slice(0, from), ...decided, ...reservation.lines.slice(to)];
  const after = work.update(reservationEntity, reservation, { lines, nextLine: to }, 'reserve');
  const before = [...lines.slice(0, from), ...reached, ...lines.slice(to)];
  sayReserved(work, after, { lines: before }, lines.length > LINES_MAX);
  sayShort(
    work,
    after,
    decided.filter((line) => shortOf(line) > 0).map((line) => ({ line, quantity: shortOf(line) })),
  );
  sayContinued(work, after);
}

function openShortage(work: Work, reservation: Reservation, line: ReservationLine, quantity: number): void {
  work.create(shortageEntity, {
    productId: line.productId,
    entry: shortageEntry(reservation.neededOn, reservation.id, line.lineId),
    neededOn: reservation.neededOn,
    reservationId: reservation.id,
    lineId: line.lineId,
    quantity,
  });
}

/**
 * Frees what the next lines of a released reservation hold, takes them out of the queues they wait in, and says which
 * goods are free; asks itself to go on where more is left.
 */
export async function freeNextLines(work: Work, reservation: Stored<Reservation>): Promise<void> {
  const from = reservation.nextLine;
  const to = Math.min(from + LINES_MAX, reservation.lines.length);
  const reached = reservation.lines.slice(from, to);
  const [stocks, shortages] = await Promise.all([
    work.records.getMany(
      stockEntity,
      reached.map(({ productId }) => ({ productId })),
    ),
    work.records.getMany(
      shortageEntity,
      reached
        .filter((line) => !line.toOrder && shortOf(line) > 0)
        .map(({ productId, lineId }) => ({
          productId,
          entry: shortageEntry(reservation.neededOn, reservation.id, lineId),
        })),
    ),
  ]);
  const stockOf = new Map(stocks.map((stock) => [stock.productId, stock]));
  const shortageOf = new Map(shortages.map((shortage) => [shortage.lineId, shortage]));
  for (const { lineId, productId, allocations } of reached) {
    const stock = stockOf.get(productId);
    const shortage = shortageOf.get(lineId);
    if (shortage !== undefined) work.remove(shortageEntity, shortage);
    if (stock === undefined || (allocations.length === 0 && shortage === undefined)) continue;
    const increment = freeIncrement(allocations, shortage === undefined ? 0 : -shortage.quantity);
    stockOf.set(productId, work.increment(stockEntity, stock, increment));
  }
  const lines = reservation.lines.map((line, index) => (index >= from && index < to ? emptied(line) : line));
  const after = work.update(reservationEntity, reservation, { lines, nextLine: to }, 'free');
  sayFreed(
    work,
    after,
    reached.filter(({ allocations }) => allocations.length > 0).map(({ productId }) => productId),
  );
  sayContinued(work, after);
}

/** Goods became free without moving: what waits for them may take them. */
export function sayFreed(work: Work, subject: EventSubject, productIds: readonly string[]): void {
  if (productIds.length === 0) return;
  work.emit(stockFreed, subject, { productIds: [...new Set(productIds)] });
}

function sayContinued(work: Work, reservation: Stored<Reservation>): void {
  const { id, nextLine, lines } = reservation;
  if (nextLine < lines.length) work.emit(reservationContinued, reservation, { reservationId: id, nextLine });
}
