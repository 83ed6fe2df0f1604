import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { orderCancelled, orderClosed } from '../events.ts';
import { decideCancel, type Ended } from '../order.decide.ts';
import { order } from '../order.entity.ts';
import { idFacts, quantityFacts } from '../order.facts.ts';
import type { EndInput, OrderResource } from '../order.resource.ts';
import type { Order } from '../order.schema.ts';
import { saveOrder } from '../parts/save-order.ts';
import { showOrder } from '../queries/show-order.ts';

/**
 * Cancels an order: everything that followed from it is undone. Where something has left already, only the rest is
 * given up and the order is closed.
 * @throws Rejection `sales.order.illegal_transition` (409)
 */
export async function cancelOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ orderId: string }, unknown, EndInput>,
): Promise<OrderResource> {
  const reason = body.reason ?? 'Cancelled by the seller.';
  return commit(context, async (work) => {
    const before = await work.records.need(order, params.orderId);
    expectVersion(before, ifMatch);
    return showOrder(context, await endOrder(work, before, decideCancel(before, reason), reason));
  });
}

/** Saves an order that ends, and says which way it ended. */
export async function endOrder(
  work: Work,
  before: Stored<Order>,
  ended: Ended,
  reason: string,
): Promise<Stored<Order>> {
  const isCancelled = ended.order.state === 'cancelled';
  const saved = await saveOrder(work, before, ended.order, isCancelled ? 'cancel' : 'close');
  const facts = { ...idFacts(saved), reason };
  if (isCancelled) work.emit(orderCancelled, saved, facts);
  else work.emit(orderClosed, saved, { ...facts, remainder: quantityFacts(before, ended.remainder) });
  return saved;
}
