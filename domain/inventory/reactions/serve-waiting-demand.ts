import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import type { stockFreed, stockMoved } from '../events.ts';
import { reserveIncrement, spread, sumOf } from '../levels.ts';
import { sayFreed } from '../parts/reserve-lines.ts';
import { sayReserved, saySpared } from '../parts/say-reserved.ts';
import { shortenQueue } from '../parts/shorten-queue.ts';
import { defaultPlace } from '../queries/find-locations.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { Reservation } from '../reservation.schema.ts';
import { grant } from '../reservation-lines.ts';
import { type Shortage, shortageEntity } from '../shortage.entity.ts';
import { stockEntity } from '../stock.entity.ts';
import type { Stock } from '../stock.schema.ts';

type Moved = EventEnvelope<z.infer<typeof stockMoved.schema>>;
type Freed = EventEnvelope<z.infer<typeof stockFreed.schema>>;

/** A served line writes its reservation, its audit entry, its place in the queue and at worst an event. */
const SERVED_MAX = 5;

/** Goods that came in and are kept for nobody serve who waits for them. Goods that went out serve nobody. */
export async function serveWaitingDemand(context: Context, event: Moved): Promise<void> {
  const came = event.data.lines.filter(({ quantity }) => !quantity.startsWith('-'));
  // Nothing came in: it needs no marker, since the event says so whenever it is delivered.
  if (came.length === 0) return;
  await serve(
    context,
    event,
    came.map(({ productId }) => productId),
  );
}

/** Goods that were kept for a demand and are free again serve who waits for them. */
export const serveFreedStock = (context: Context, event: Freed): Promise<void> =>
  serve(context, event, event.data.productIds);

const isWanted = ({ available, waiting }: Stock): boolean => available > 0 && waiting > 0;

type Served = { readonly before: Stored<Reservation>; readonly after: Stored<Reservation> };

async function serve(context: Context, event: EventEnvelope, productIds: readonly string[]): Promise<void> {
  const keys = productIds.map((productId) => ({ productId }));
  // Nobody waits, and who comes later finds the goods: without a mark a second delivery looks again, and may serve.
  if (!(await context.records.getMany(stockEntity, keys)).some(isWanted)) return;
  await commit(context, async (work) => {
    const [stocks, first] = await Promise.all([work.records.getMany(stockEntity, keys), defaultPlace(work.context)]);
    const queues = await queuesFor(work, stocks.filter(isWanted));
    const served = new Map<string, Served>();
    const left: string[] = [];
    for (const { stock, queue, isCut } of queues) {
      const rest = await serveQueue(work, stock, queue, first.id, served);
      if (isCut && rest.available > 0 && rest.waiting > 0) left.push(stock.productId);
    }
    for (const { before, after } of served.values()) {
      sayReserved(work, after, before);
      saySpared(
        work,
        after,
        after.lines.filter(({ reserved }, index) => reserved > (before.lines[index]?.reserved ?? 0)),
      );
    }
    sayFreed(work, { id: event.subject, version: event.sequence, correlationId: event.correlationId }, left);
  });
}

type Queue = {
  readonly stock: Stored<Stock>;
  readonly queue: readonly Stored<Shortage>[];
  /** More may wait behind it than this commit serves. */
  readonly isCut: boolean;
};

/** The oldest who wait for the products, at most `SERVED_MAX` in all, and their reservations read for what follows. */
async function queuesFor(work: Work, stocks: readonly Stored<Stock>[]): Promise<Queue[]> {
  const heads = await Promise.all(
    stocks.map(({ productId }) => work.records.partition(shortageEntity, { productId }, { limit: SERVED_MAX })),
  );
  let room = SERVED_MAX;
  const queues = stocks.map((stock, index): Queue => {
    const queue = (heads[index] ?? []).slice(0, room);
    room -= queue.length;
    return { stock, queue, isCut: room === 0 };
  });
  const reservationIds = queues.flatMap(({ queue }) => queue.map(({ reservationId }) => reservationId));
  await work.records.getMany(reservationEntity, reservationIds);
  return queues;
}

/** Gives what is free to those who wait, in their order, and returns the stock as it is then. */
async function serveQueue(
  work: Work,
  stock: Stored<Stock>,
  queue: readonly Stored<Shortage>[],
  first: string,
  served: Map<string, Served>,
): Promise<Stored<Stock>> {
  let rest = stock;
  for (const shortage of queue) {
    if (rest.available === 0) break;
    const reservation = await work.records.get(reservationEntity, shortage.reservationId);
    if (reservation?.state !== 'open') {
      // Its demand is gone and it is about to leave the queue: it leaves now, so that it blocks nobody.
      work.remove(shortageEntity, shortage);
      rest = work.increment(stockEntity, rest, { add: { waiting: -shortage.quantity } });
      continue;
    }
    const goods = spread(rest, Math.min(rest.available, shortage.quantity), first);
    const lines = reservation.lines.map((line) => (line.lineId === shortage.lineId ? grant(line, goods) : line));
    const after = work.update(reservationEntity, reservation, { lines }, 'serve');
    served.set(reservation.id, { before: served.get(reservation.id)?.before ?? reservation, after });
    shortenQueue(work, shortage, sumOf(goods));
    rest = work.increment(stockEntity, rest, reserveIncrement(rest, goods, -sumOf(goods)));
  }
  return rest;
}
