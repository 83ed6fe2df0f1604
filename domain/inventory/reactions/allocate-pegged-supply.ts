import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { supplyPegged } from '../events.ts';
import { freeIncrement, sumOf } from '../levels.ts';
import { sayFreed } from '../parts/reserve-lines.ts';
import { sayReserved, saySpared } from '../parts/say-reserved.ts';
import { shortenQueue } from '../parts/shorten-queue.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { Reservation } from '../reservation.schema.ts';
import { decidePegged } from '../reservation-lines.ts';
import { shortageEntity, shortageEntry } from '../shortage.entity.ts';
import { stockEntity } from '../stock.entity.ts';
import type { Allocation } from '../stock.schema.ts';

type Pegged = EventEnvelope<z.infer<typeof supplyPegged.schema>>;

/**
 * Supply that came in for a demand becomes its line's. The goods count as reserved since they came in; what the line no
 * longer needs (stock served it meanwhile, the demand is gone) becomes free and serves who waits.
 */
export const allocatePeggedSupply = (context: Context, { data }: Pegged): Promise<void> =>
  commit(context, async (work) => {
    const reservation = await work.records.need(reservationEntity, data.reservationId);
    const isOpen = reservation.state === 'open';
    const lines = [...reservation.lines];
    const bookings = data.lines.map(({ lineId, productId, locationId, quantity }): Booking => {
      const goods: Allocation[] = [{ locationId, quantity: toScaled(quantity) }];
      const index = lines.findIndex((line) => line.lineId === lineId);
      const line = lines[index];
      if (line === undefined) return { productId, lineId, kept: [], excess: goods };
      const decision = decidePegged(line, goods, isOpen);
      lines[index] = decision.line;
      return { productId, lineId, kept: decision.kept, excess: decision.excess };
    });
    await book(work, reservation, bookings);
    if (isOpen) {
      const after = work.update(reservationEntity, reservation, { lines }, 'allocate');
      sayReserved(work, after, reservation);
      const tooMuch = new Set(bookings.filter(({ excess }) => excess.length > 0).map(({ lineId }) => lineId));
      saySpared(
        work,
        after,
        after.lines.filter(({ lineId }) => tooMuch.has(lineId)),
      );
    }
    sayFreed(
      work,
      reservation,
      bookings.filter(({ excess }) => excess.length > 0).map(({ productId }) => productId),
    );
  });

type Booking = {
  readonly productId: string;
  readonly lineId: string;
  readonly kept: readonly Allocation[];
  readonly excess: readonly Allocation[];
};

/** The stocks and the queues of the lines' products after their supply was allocated. */
async function book(work: Work, { id, neededOn }: Reservation, bookings: readonly Booking[]): Promise<void> {
  const served = bookings.filter(({ kept }) => kept.length > 0);
  const [stocks, shortages] = await Promise.all([
    work.records.getMany(
      stockEntity,
      bookings.map(({ productId }) => ({ productId })),
    ),
    work.records.getMany(
      shortageEntity,
      served.map(({ productId, lineId }) => ({ productId, entry: shortageEntry(neededOn, id, lineId) })),
    ),
  ]);
  const stockOf = new Map(stocks.map((stock) => [stock.productId, stock]));
  const shortageOf = new Map(shortages.map((shortage) => [shortage.lineId, shortage]));
  for (const { productId, lineId, kept, excess } of bookings) {
    const stock = stockOf.get(productId);
    if (stock === undefined) throw new Error(`Goods of ${productId} are pegged but not in stock`);
    const shortage = kept.length === 0 ? undefined : shortageOf.get(lineId);
    const left = shortage === undefined ? undefined : shortenQueue(work, shortage, sumOf(kept));
    if (left === undefined) shortageOf.delete(lineId);
    else shortageOf.set(lineId, left);
    const waiting = shortage === undefined ? 0 : (left?.quantity ?? 0) - shortage.quantity;
    if (excess.length === 0 && waiting === 0) continue;
    stockOf.set(productId, work.increment(stockEntity, stock, freeIncrement(excess, waiting)));
  }
}
