import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { orderConfirmed } from '../events.ts';
import { decideRelease } from '../order.decide.ts';
import { order } from '../order.entity.ts';
import { confirmedFacts } from '../order.facts.ts';
import type { OrderResource } from '../order.resource.ts';
import { saveOrder } from '../parts/save-order.ts';
import { showOrder } from '../queries/show-order.ts';

/**
 * Releases an order that the credit limit holds: it is confirmed, and fulfilment begins.
 * @throws Rejection `sales.order.illegal_transition` (409)
 */
export async function releaseOrder(
  context: Context,
  { params, ifMatch }: RouteInput<{ orderId: string }>,
): Promise<OrderResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(order, params.orderId);
    expectVersion(before, ifMatch);
    const released = await saveOrder(work, before, decideRelease(before), 'release');
    work.emit(orderConfirmed, released, confirmedFacts(released));
    return showOrder(context, released);
  });
}
