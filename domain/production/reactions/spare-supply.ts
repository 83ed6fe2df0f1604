import type { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { sparePegs } from '../../../shared/netting.ts';
import { canTransition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { supplySpared } from '../../inventory/events.ts';
import { reservationFor } from '../../inventory/index.ts';
import { dropPegs } from '../drop-pegs.ts';
import { productionOrderEntity, reservationOrdersEntity } from '../order.entity.ts';
import { productionOrderStates } from '../order.states.ts';

const SERVED = { reason: 'Stock serves the demand that it was planned for.', isStartedEnded: false };

/**
 * Stock serves lines for which orders are open: what these keep for the lines beyond what they still lack covers the next
 * shortage, and an order that nobody waits for then is cancelled where work has not begun. What the lines lack is read
 * anew, since other shortages of theirs may have been planned meanwhile; it only becomes less, so no guard is needed.
 */
export async function spareSupply(
  context: Context,
  { data: { reservationId, lines } }: EventEnvelope<z.infer<typeof supplySpared.schema>>,
): Promise<void> {
  const made = lines.filter(({ kind }) => kind === 'manufactured');
  // Nothing of ours, whenever the event is delivered: it needs no marker.
  if (made.length === 0) return;
  const productIds = new Set(made.map(({ productId }) => productId));
  await commit(context, async (work) => {
    const [reservation, known] = await Promise.all([
      reservationFor(work.context, reservationId),
      work.records.get(reservationOrdersEntity, { reservationId }),
    ]);
    // Of a demand that is gone the pegs go another way; one that has everything meanwhile needs none of them.
    if (reservation === undefined || reservation.state === 'released') return;
    const refs = (known?.orders ?? []).filter(({ productId }) => productIds.has(productId));
    const orders = (
      await work.records.getMany(
        productionOrderEntity,
        refs.map(({ orderId }) => orderId),
      )
    ).filter(({ state }) => canTransition(productionOrderStates, 'cancel', state));
    const pegsOf = new Map(orders.map(({ id, pegs }) => [id, pegs]));
    const changed = new Set<string>();
    for (const { lineId } of made) {
      const short = reservation.lines.find((line) => line.lineId === lineId)?.short ?? 0;
      const supplies = orders.map(({ id, dueOn }) => ({
        supplyId: id,
        availableOn: dueOn,
        pegs: pegsOf.get(id) ?? [],
      }));
      for (const [id, pegs] of sparePegs(supplies, { reservationId, lineId }, short)) {
        pegsOf.set(id, pegs);
        changed.add(id);
      }
    }
    for (const order of orders) {
      if (changed.has(order.id)) await dropPegs(work, order, pegsOf.get(order.id) ?? [], SERVED);
    }
  });
}
