import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideCancel } from '../decide-end.ts';
import { purchaseOrderCancelled } from '../events.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import { type EndInput, type PurchaseOrderResource, presentPurchaseOrder } from '../order.resource.ts';
import { orderFacts } from '../write-order.ts';

/**
 * Cancels a purchase order of which nothing came in; the demands that waited for it are planned again
 * (`replan-supply`).
 * @throws Rejection `procurement.order.already_received`, `.illegal_transition` (409)
 */
export async function cancelOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ purchaseOrderId: string }, unknown, EndInput>,
): Promise<PurchaseOrderResource> {
  const reason = body.reason ?? 'Cancelled by the buyer.';
  return commit(context, async (work) => {
    const before = await work.records.need(purchaseOrderEntity, params.purchaseOrderId);
    expectVersion(before, ifMatch);
    const order = work.update(purchaseOrderEntity, before, decideCancel(before, reason), 'cancel');
    work.emit(purchaseOrderCancelled, order, { ...orderFacts(order), reason });
    return presentPurchaseOrder(order);
  });
}
