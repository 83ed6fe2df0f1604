import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { sparePegs } from '../../../shared/netting.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import type { supplySpared } from '../../inventory/events.ts';
import { reservationFor } from '../../inventory/index.ts';
import { reservationPegsEntity } from '../plan.entity.ts';
import type { SupplyRef } from '../plan.schema.ts';
import { availableOnOf, dropPegs, loadSupply, pegsOf, readAhead } from '../supply.ts';

/**
 * Stock serves lines for which supply is to come: what that keeps for the lines beyond what they still lack becomes
 * surplus, and a requisition that nothing needs then and nobody ordered yet is cancelled. What the lines lack is read
 * anew, since other shortages of theirs may have been bought for meanwhile; it only becomes less, so no guard is needed.
 */
export async function spareSupply(
  context: Context,
  { data: { reservationId, lines } }: EventEnvelope<z.infer<typeof supplySpared.schema>>,
): Promise<void> {
  const bought = lines.filter(({ kind }) => kind === 'purchased');
  // Nothing of ours, whenever the event is delivered: it needs no marker.
  if (bought.length === 0) return;
  await commit(context, async (work) => {
    const [reservation, known] = await Promise.all([
      reservationFor(work.context, reservationId),
      work.records.get(reservationPegsEntity, { reservationId }),
    ]);
    // Of a demand that is gone the pegs go another way; one that has everything meanwhile needs none of them.
    if (reservation === undefined || reservation.state === 'released') return;
    const refs = known?.supplies ?? [];
    const productIds = new Set(bought.map(({ productId }) => productId));
    await readAhead(
      work,
      refs.filter(({ productId }) => productIds.has(productId)),
    );
    for (const { lineId, productId } of bought) {
      const short = reservation.lines.find((line) => line.lineId === lineId)?.short ?? 0;
      const ofProduct = refs.filter((ref) => ref.productId === productId);
      await spareLine(work, ofProduct, { reservationId, lineId }, short);
    }
  });
}

async function spareLine(
  work: Work,
  refs: readonly SupplyRef[],
  line: { readonly reservationId: string; readonly lineId: string },
  short: number,
): Promise<void> {
  const found = await Promise.all(refs.map((ref) => loadSupply(work, ref)));
  const supplies = refs.flatMap(({ supplyId }, index) => {
    const supply = found[index];
    return supply === undefined ? [] : [{ supplyId, availableOn: availableOnOf(supply), pegs: pegsOf(supply) }];
  });
  for (const [supplyId, pegs] of sparePegs(supplies, line, short)) {
    const ref = refs.find((candidate) => candidate.supplyId === supplyId);
    const supply = ref === undefined ? undefined : await loadSupply(work, ref);
    if (supply !== undefined) await dropPegs(work, supply, pegs);
  }
}
