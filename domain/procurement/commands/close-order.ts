import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideClose } from '../decide-end.ts';
import { purchaseOrderClosed } from '../events.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import { type EndInput, type PurchaseOrderResource, presentPurchaseOrder } from '../order.resource.ts';
import { orderFacts } from '../write-order.ts';

/**
 * Gives up the rest of a purchase order of which something came in; the demands that waited for it are planned again
 * (`replan-supply`).
 * @throws Rejection `procurement.order.nothing_received`, `.nothing_to_close`, `.illegal_transition` (409)
 */
export async function closeOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ purchaseOrderId: string }, unknown, EndInput>,
): Promise<PurchaseOrderResource> {
  const reason = body.reason ?? 'The rest will not come.';
  return commit(context, async (work) => {
    const before = await work.records.need(purchaseOrderEntity, params.purchaseOrderId);
    expectVersion(before, ifMatch);
    const order = work.update(purchaseOrderEntity, before, decideClose(before, reason), 'close');
    work.emit(purchaseOrderClosed, order, { ...orderFacts(order), reason });
    return presentPurchaseOrder(order);
  });
}
