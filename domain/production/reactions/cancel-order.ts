import type { z } from 'zod';
import { asStep, type Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { waitingOfAll, withoutReservation } from '../../../shared/pegs.ts';
import { canTransition } from '../../../shared/states.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import type { reservationReleased } from '../../inventory/events.ts';
import { dropPegs } from '../drop-pegs.ts';
import { productionOrderEntity, reservationOrdersEntity } from '../order.entity.ts';
import type { OrderRef } from '../order.schema.ts';
import { productionOrderStates } from '../order.states.ts';

const GONE = { reason: 'The demand that it was made for is gone.', isStartedEnded: true };

/**
 * A demand is gone: the orders made for it are cancelled, whose own components are released by that, and so on down
 * (I4). What was started gives its components back; what was made already stays as free stock. An order that others wait
 * for, or that a person planned for stock, goes on without the peg. The mark that the demand is gone comes first and
 * stops a shortage that arrives later. An order on which the demand has no peg is left as it is, so the steps can be
 * repeated and need no marker of their own.
 */
export async function cancelOrder(
  context: Context,
  { data }: EventEnvelope<z.infer<typeof reservationReleased.schema>>,
): Promise<void> {
  const { reservationId } = data;
  const known = await context.records.get(reservationOrdersEntity, { reservationId });
  // One order may give back as many components as one commit can hold: each has a commit of its own.
  const isOne = (known?.orders.length ?? 0) <= 1;
  const orders = isOne ? [] : await commit(asStep(context), (work) => markReleased(work, reservationId));
  for (const ref of orders.slice(0, -1)) await commit(asStep(context), (work) => letGo(work, reservationId, ref));
  await commit(context, async (work) => {
    const rest = isOne ? await markReleased(work, reservationId) : orders.slice(-1);
    for (const ref of rest) await letGo(work, reservationId, ref);
  });
}

async function markReleased(work: Work, reservationId: string): Promise<readonly OrderRef[]> {
  const known = await work.records.get(reservationOrdersEntity, { reservationId });
  if (known === undefined) work.create(reservationOrdersEntity, { reservationId, released: true, orders: [] });
  else if (!known.released) work.update(reservationOrdersEntity, known, { released: true });
  return known?.orders ?? [];
}

async function letGo(work: Work, reservationId: string, { orderId }: OrderRef): Promise<void> {
  const order = await work.records.need(productionOrderEntity, orderId);
  if (!canTransition(productionOrderStates, 'cancel', order.state)) return;
  const pegs = withoutReservation(order.pegs, reservationId);
  if (waitingOfAll(pegs) < waitingOfAll(order.pegs)) await dropPegs(work, order, pegs, GONE);
}
