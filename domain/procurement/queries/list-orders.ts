import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { salesOrdersOf } from '../../../shared/pegs.ts';
import type { PurchaseOrderListQuery } from '../list.resource.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import { purchaseOrderStatus } from '../order.progress.ts';
import { type PurchaseOrderResource, presentPurchaseOrder } from '../order.resource.ts';
import type { PurchaseOrder } from '../order.schema.ts';

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
