import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import type { productionCancelled, productionCompleted } from '../../production/events.ts';
import { sayShort } from '../parts/say-reserved.ts';
import { reservationEntity } from '../reservation.entity.ts';
import { decideReplan } from '../reservation-lines.ts';

type Completed = EventEnvelope<z.infer<typeof productionCompleted.schema>>;
type Cancelled = EventEnvelope<z.infer<typeof productionCancelled.schema>>;

/**
 * An order that made less than planned leaves its demand's line uncovered: the rest is asked of supply again. Whether
 * what was made has reached the line yet makes no difference, since it is still awaited until then.
 */
export const replanScrapped = (context: Context, { data }: Completed): Promise<void> =>
  replanLine(context, data.peg, toScaled(data.planned) - toScaled(data.produced));

/**
 * An order that a person cancelled while its demand is still there is asked for again: who does not want the goods
 * cancels the demand, and then this finds nothing to do.
 */
export const replanCancelled = (context: Context, { data }: Cancelled): Promise<void> =>
  replanLine(context, data.peg, toScaled(data.unmade));

type Peg = { readonly reservationId: string; readonly lineId: string };

async function replanLine(context: Context, peg: Peg | undefined, missing: number): Promise<void> {
  // Nothing to replan, whenever the event is delivered: it needs no marker.
  if (peg === undefined || missing <= 0) return;
  await commit(context, async (work) => {
    const reservation = await work.records.get(reservationEntity, peg.reservationId);
    if (reservation?.state !== 'open') return;
    const index = reservation.lines.findIndex(({ lineId }) => lineId === peg.lineId);
    const line = reservation.lines[index];
    if (line === undefined) return;
    const decision = decideReplan(line, missing);
    const after = work.update(
      reservationEntity,
      reservation,
      { lines: reservation.lines.with(index, decision.line) },
      'replan',
    );
    if (decision.again > 0) sayShort(work, after, [{ line: decision.line, quantity: decision.again }]);
  });
}
