import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideClose } from '../order.decide.ts';
import { order } from '../order.entity.ts';
import type { EndInput, OrderResource } from '../order.resource.ts';
import { showOrder } from '../queries/show-order.ts';
import { endOrder } from './cancel-order.ts';

/**
 * Gives up the undelivered rest of an order.
 * @throws Rejection `sales.order.illegal_transition`, `sales.order.nothing_delivered` (409)
 */
export async function closeOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ orderId: string }, unknown, EndInput>,
): Promise<OrderResource> {
  const reason = body.reason ?? 'The rest is not delivered any more.';
  return commit(context, async (work) => {
    const before = await work.records.need(order, params.orderId);
    expectVersion(before, ifMatch);
    return showOrder(context, await endOrder(work, before, decideClose(before, reason), reason));
  });
}
