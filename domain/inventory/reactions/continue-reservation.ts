import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { reservationContinued } from '../events.ts';
import { freeNextLines, reserveNextLines } from '../parts/reserve-lines.ts';
import { reservationEntity } from '../reservation.entity.ts';

type Continued = EventEnvelope<z.infer<typeof reservationContinued.schema>>;

/**
 * The next lines of a large reservation are reserved or, where it has been released meanwhile, freed. An event that
 * names another line than the next one is of a walk that has ended: a release starts anew from the first line.
 */
export const continueReservation = (context: Context, { data }: Continued): Promise<void> =>
  commit(context, async (work) => {
    const reservation = await work.records.get(reservationEntity, data.reservationId);
    if (reservation === undefined || reservation.nextLine !== data.nextLine) return;
    if (reservation.nextLine >= reservation.lines.length) return;
    if (reservation.state === 'released') await freeNextLines(work, reservation);
    else await reserveNextLines(work, reservation);
  });
