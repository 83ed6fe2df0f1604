import type { Context } from '../../../shared/context.ts';
import { changedCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { order } from '../order.entity.ts';
import type { OrderChange, OrderResource } from '../order.resource.ts';
import { showOrder } from '../queries/show-order.ts';

/**
 * Changes the tenant's own fields of an order, in whatever state it is: everything else of it was fixed by the win or
 * follows from what happens to it.
 * @throws Rejection as `changedCustomFields`
 */
export async function updateOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ orderId: string }, unknown, OrderChange>,
): Promise<OrderResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(order, params.orderId);
    expectVersion(before, ifMatch);
    const change = await changedCustomFields(work, order, before, body.customFields);
    const changed = Object.keys(change).length > 0;
    return showOrder(context, changed ? work.update(order, before, change) : before);
  });
}
