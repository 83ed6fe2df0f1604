import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { productionCancelled, productionCompleted } from '../../production/events.ts';
import { sayShort } from '../parts/say-reserved.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { Reservation } from '../reservation.schema.ts';
import { decideReplan } from '../reservation-lines.ts';

type Ended = EventEnvelope<z.infer<typeof productionCancelled.schema> | z.infer<typeof productionCompleted.schema>>;
type Lost = Ended['data']['lost'];

/**
 * An order that brings less than its demands waited for, because of scrap or because a person cancelled or closed it,
 * leaves their lines uncovered: what they still lack is asked of supply again. Who does not want the goods any more
 * cancels the demand, and then this finds nothing to do.
 */
export async function replanLost(context: Context, { data: { lost } }: Ended): Promise<void> {
  // Nothing to replan, whenever the event is delivered: it needs no marker.
  if (lost.length === 0) return;
  const byReservation = Map.groupBy(lost, ({ reservationId }) => reservationId);
  await commit(context, async (work) => {
    const reservations = await work.records.getMany(reservationEntity, [...byReservation.keys()]);
    for (const reservation of reservations) {
      // No guard: a line lacks less and less, so that at worst too much is asked for, which supply sees for itself.
      if (reservation.state === 'open') replan(work, reservation, byReservation.get(reservation.id) ?? []);
    }
  });
}

function replan(work: Work, reservation: Stored<Reservation>, lost: Lost): void {
  const short = reservation.lines.flatMap((line) => {
    const missing = lost.filter(({ lineId }) => lineId === line.lineId).map(({ quantity }) => toScaled(quantity));
    const quantity = decideReplan(
      line,
      missing.reduce((sum, part) => sum + part, 0),
    );
    return quantity === 0 ? [] : [{ line, quantity }];
  });
  sayShort(work, reservation, short);
}
