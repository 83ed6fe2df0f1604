import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { supplyPegged } from '../events.ts';
import { freeIncrement, sumOf } from '../levels.ts';
import { sayFreed } from '../parts/reserve-lines.ts';
import { sayReserved } from '../parts/say-reserved.ts';
import { shortenQueue } from '../parts/shorten-queue.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { ReservationLine } from '../reservation.schema.ts';
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
    const freed: string[] = [];
    for (const { lineId, productId, locationId, quantity } of data.lines) {
      const goods: Allocation[] = [{ locationId, quantity: toScaled(quantity) }];
      const index = lines.findIndex((line) => line.lineId === lineId);
      const line = lines[index];
      const decision =
        line === undefined ? { kept: [], excess: goods, line: undefined } : decidePegged(line, goods, isOpen);
      if (decision.line !== undefined) lines[index] = decision.line;
      await book(work, reservation.neededOn, { reservationId: reservation.id, productId, lineId, ...decision });
      if (decision.excess.length > 0) freed.push(productId);
    }
    if (isOpen) {
      const after = work.update(reservationEntity, reservation, { lines }, 'allocate');
      sayReserved(work, after, reservation);
    }
    sayFreed(work, reservation, freed);
  });

type Booking = {
  readonly reservationId: string;
  readonly productId: string;
  readonly lineId: string;
  readonly line: ReservationLine | undefined;
  readonly kept: readonly Allocation[];
  readonly excess: readonly Allocation[];
};

/** The stock and the queue of one line's product after its supply was allocated. */
async function book(work: Work, neededOn: string, booking: Booking): Promise<void> {
  const { productId, lineId, reservationId, kept, excess } = booking;
  const stock = await work.records.need(stockEntity, { productId });
  const served = sumOf(kept);
  const entry = shortageEntry(neededOn, reservationId, lineId);
  const shortage = served === 0 ? undefined : await work.records.get(shortageEntity, { productId, entry });
  if (shortage !== undefined) shortenQueue(work, shortage, served);
  const waiting = shortage === undefined ? 0 : -Math.min(served, shortage.quantity);
  if (excess.length > 0 || waiting !== 0) work.increment(stockEntity, stock, freeIncrement(excess, waiting));
}
