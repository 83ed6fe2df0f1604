import type { z } from 'zod';
import { asStep, type Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { waitingOfAll, withoutReservation } from '../../../shared/pegs.ts';
import { chunksOf } from '../../../shared/table/commit-in-steps.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import type { reservationReleased } from '../../inventory/events.ts';
import { reservationPegsEntity } from '../plan.entity.ts';
import type { SupplyRef } from '../plan.schema.ts';
import { dropPegs, loadSupply, pegsOf, readAhead } from '../supply.ts';

type Data = z.infer<typeof reservationReleased.schema>;

/** At most four actions each: record, audit, plan, event. */
const SUPPLIES_PER_STEP = 8;

/**
 * A demand is gone: what was to come for it becomes surplus, and requisitions that nothing needs and nobody ordered yet
 * are cancelled. Taking pegs away twice takes nothing away, so the steps need no marker of their own; the mark that the
 * demand is gone comes first and stops a shortage that arrives later.
 */
export async function unpegSupply(context: Context, event: EventEnvelope<Data>): Promise<void> {
  const { reservationId } = event.data;
  const known = await context.records.get(reservationPegsEntity, { reservationId });
  if ((known?.supplies.length ?? 0) <= SUPPLIES_PER_STEP) {
    await commit(context, async (work) => unpeg(work, reservationId, await markReleased(work, reservationId)));
    return;
  }
  const steps = chunksOf(await commit(asStep(context), (work) => markReleased(work, reservationId)), SUPPLIES_PER_STEP);
  for (const [index, step] of steps.entries()) {
    const isLast = index === steps.length - 1;
    await commit(isLast ? context : asStep(context), (work) => unpeg(work, reservationId, step));
  }
}

async function markReleased(work: Work, reservationId: string): Promise<readonly SupplyRef[]> {
  const pegs = await work.records.get(reservationPegsEntity, { reservationId });
  if (pegs === undefined) work.create(reservationPegsEntity, { reservationId, released: true, supplies: [] });
  else if (!pegs.released) work.update(reservationPegsEntity, pegs, { released: true });
  return pegs?.supplies ?? [];
}

async function unpeg(work: Work, reservationId: string, supplies: readonly SupplyRef[]): Promise<void> {
  await readAhead(work, supplies);
  for (const ref of supplies) {
    const supply = await loadSupply(work, ref);
    if (supply === undefined) continue;
    const pegs = withoutReservation(pegsOf(supply), reservationId);
    if (waitingOfAll(pegs) < waitingOfAll(pegsOf(supply))) await dropPegs(work, supply, pegs);
  }
}
