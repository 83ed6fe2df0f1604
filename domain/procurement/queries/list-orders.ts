import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { idSchema } from '../../../shared/values/ids.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import { purchaseOrderStatus } from '../order.progress.ts';
import { type PurchaseOrderResource, PurchaseOrderStatus, presentPurchaseOrder } from '../order.resource.ts';
import type { PurchaseOrder } from '../order.schema.ts';
import { salesOrdersOf } from '../peg.schema.ts';

export const PurchaseOrderListQuery = PageQuery.extend({
  vendorId: idSchema('ven').optional(),
  status: PurchaseOrderStatus.optional(),
  /** Orders that a sales order waits for. */
  salesOrderId: z.string().min(1).max(64).optional(),
});
type PurchaseOrderListQuery = z.infer<typeof PurchaseOrderListQuery>;

export async function listOrders(
  context: Context,
  { query }: RouteInput<unknown, PurchaseOrderListQuery>,
): Promise<Page<PurchaseOrderResource>> {
  const { vendorId, status, salesOrderId } = query;
  const list: ListRequest<PurchaseOrder> = vendorId === undefined ? {} : { list: 'byVendor', values: [vendorId] };
  const isAsked = (order: PurchaseOrder): boolean =>
    (status === undefined || purchaseOrderStatus(order) === status) &&
    (salesOrderId === undefined || salesOrdersOf(order.lines.flatMap(({ pegs }) => pegs)).includes(salesOrderId));
  return readPage(context, purchaseOrderEntity, query, { ...list, where: isAsked }, presentPurchaseOrder);
}
