import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { productionOrderEntity } from '../order.entity.ts';
import {
  type ProductionOrderListQuery,
  type ProductionOrderResource,
  presentProductionOrder,
} from '../order.resource.ts';
import type { ProductionOrder } from '../order.schema.ts';

/** By sales order, or by state in the order in which they are to start. */
export const listOrders = (
  context: Context,
  { query }: RouteInput<unknown, ProductionOrderListQuery>,
): Promise<Page<ProductionOrderResource>> =>
  readPage(context, productionOrderEntity, query, { ...listOf(query), where: isAsked(query) }, presentProductionOrder);

function listOf({ salesOrderId, state }: ProductionOrderListQuery): ListRequest<ProductionOrder> {
  if (salesOrderId !== undefined) return { list: 'bySalesOrder', values: [salesOrderId] };
  return state === undefined ? {} : { list: 'byState', values: [state], ascending: true };
}

const isAsked =
  ({ state, sku, late, blocked }: ProductionOrderListQuery) =>
  (order: ProductionOrder): boolean =>
    (state === undefined || order.state === state) &&
    (sku === undefined || order.sku === sku) &&
    (late === undefined || order.late === (late === 'true')) &&
    (blocked === undefined || (order.blocked !== undefined) === (blocked === 'true'));
