import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { productionCompleted } from '../../production/events.ts';
import { sayShort } from '../parts/say-reserved.ts';
import { reservationEntity } from '../reservation.entity.ts';
import { decideReplan } from '../reservation-lines.ts';

type Completed = EventEnvelope<z.infer<typeof productionCompleted.schema>>;

/**
 * An order that made less than planned leaves its demand's line uncovered: the rest is asked of supply again. Whether
 * what was made has reached the line yet makes no difference, since it is still awaited until then.
 */
export async function replanScrapped(context: Context, { data }: Completed): Promise<void> {
  const { peg } = data;
  const missing = toScaled(data.planned) - toScaled(data.produced);
  // Nothing to replan, whenever the event is delivered: it needs no marker.
  if (peg === undefined || missing <= 0) return;
  await commit(context, async (work) => {
    const reservation = await work.records.get(reservationEntity, peg.reservationId);
    if (reservation?.state !== 'open') return;
    const index = reservation.lines.findIndex(({ lineId }) => lineId === peg.lineId);
    const line = reservation.lines[index];
    if (line === undefined) return;
    const decision = decideReplan(line, missing);
    const lines = reservation.lines.with(index, decision.line);
    const after = work.update(reservationEntity, reservation, { lines }, 'replan');
    if (decision.again > 0) sayShort(work, after, [{ line: decision.line, quantity: decision.again }]);
  });
}
