import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import { type PurchaseOrderResource, presentPurchaseOrder } from '../order.resource.ts';

export const getOrder = async (
  context: Context,
  { params }: RouteInput<{ purchaseOrderId: string }>,
): Promise<PurchaseOrderResource> =>
  presentPurchaseOrder(await context.records.need(purchaseOrderEntity, params.purchaseOrderId));
