/** Routes of requisitions, purchase orders and goods receipts. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { BillResource } from './bill.resource.ts';
import {
  OrderRequisitionsInput,
  OrderRequisitionsResource,
  PurchaseOrderListQuery,
  ReceiptListQuery,
  RequisitionListQuery,
} from './list.resource.ts';
import { BillInput, EndInput, PurchaseOrderInput, PurchaseOrderResource, ReceiveInput } from './order.resource.ts';
import { ReceiptResource } from './receipt.resource.ts';
import { RequisitionResource } from './requisition.resource.ts';

const RequisitionPath = z.object({ requisitionId: idSchema('prq') });
const OrderPath = z.object({ purchaseOrderId: idSchema('puo') });

const requisitions = [
  route({
    method: 'GET',
    path: '/procurement/requisitions',
    permission: 'procurement.requisition:read',
    summary: 'List what is to be bought, and for whom',
    query: RequisitionListQuery,
    response: pageOf(RequisitionResource),
    run: async () => (await import('./queries/list-requisitions.ts')).listRequisitions,
  }),
  route({
    method: 'GET',
    path: '/procurement/requisitions/{requisitionId}',
    permission: 'procurement.requisition:read',
    summary: 'Read a requisition',
    params: RequisitionPath,
    response: RequisitionResource,
    run: async () => (await import('./queries/get-requisition.ts')).getRequisition,
  }),
  route({
    method: 'POST',
    path: '/procurement/requisitions/order',
    permission: 'procurement.requisition:order',
    summary: 'Order all open requisitions, one order a vendor',
    body: OrderRequisitionsInput,
    bodyOptional: true,
    response: OrderRequisitionsResource,
    example: { releaseUntil: '2026-05-10' },
    run: async () => (await import('./commands/order-requisition.ts')).orderRequisition,
  }),
];

const orders = [
  route({
    method: 'POST',
    path: '/procurement/orders',
    permission: 'procurement.order:place',
    summary: 'Place a purchase order: of requisitions, or of lines by hand',
    body: PurchaseOrderInput,
    response: PurchaseOrderResource,
    status: 201,
    example: { vendorId: 'ven_01kb6q4m0sg0f5v7x2j8d3t9ae', lines: [{ sku: 'TU-2400', quantity: '100' }] },
    run: async () => (await import('./commands/place-order.ts')).placeOrder,
  }),
  route({
    method: 'GET',
    path: '/procurement/orders',
    permission: 'procurement.order:read',
    summary: 'List purchase orders',
    query: PurchaseOrderListQuery,
    response: pageOf(PurchaseOrderResource),
    run: async () => (await import('./queries/list-orders.ts')).listOrders,
  }),
  route({
    method: 'GET',
    path: '/procurement/orders/{purchaseOrderId}',
    permission: 'procurement.order:read',
    summary: 'Read a purchase order',
    params: OrderPath,
    response: PurchaseOrderResource,
    run: async () => (await import('./queries/get-order.ts')).getOrder,
  }),
  route({
    method: 'POST',
    path: '/procurement/orders/{purchaseOrderId}/receive',
    permission: 'procurement.order:receive',
    summary: 'Receive goods: all that is outstanding, or the lines named',
    params: OrderPath,
    ifMatch: 'optional',
    body: ReceiveInput,
    bodyOptional: true,
    response: PurchaseOrderResource,
    example: { lines: [{ sku: 'TU-2400', quantity: '40' }] },
    run: async () => (await import('./commands/receive-order.ts')).receiveOrder,
  }),
  route({
    method: 'POST',
    path: '/procurement/orders/{purchaseOrderId}/bill',
    permission: 'procurement.order:bill',
    summary: 'Record the supplier’s bill: all that came in, or the lines named',
    params: OrderPath,
    ifMatch: 'optional',
    body: BillInput,
    bodyOptional: true,
    response: BillResource,
    status: 201,
    example: { billNumber: 'LW-88121', billedOn: '2026-05-12' },
    run: async () => (await import('./commands/bill-order.ts')).billOrder,
  }),
  route({
    method: 'POST',
    path: '/procurement/orders/{purchaseOrderId}/close',
    permission: 'procurement.order:close',
    summary: 'Give up what has not come in',
    params: OrderPath,
    ifMatch: 'optional',
    body: EndInput,
    bodyOptional: true,
    response: PurchaseOrderResource,
    run: async () => (await import('./commands/close-order.ts')).closeOrder,
  }),
  route({
    method: 'POST',
    path: '/procurement/orders/{purchaseOrderId}/cancel',
    permission: 'procurement.order:cancel',
    summary: 'Cancel a purchase order of which nothing came in',
    params: OrderPath,
    ifMatch: 'optional',
    body: EndInput,
    bodyOptional: true,
    response: PurchaseOrderResource,
    run: async () => (await import('./commands/cancel-order.ts')).cancelOrder,
  }),
  route({
    method: 'GET',
    path: '/procurement/receipts',
    permission: 'procurement.order:read',
    summary: 'List goods receipts',
    query: ReceiptListQuery,
    response: pageOf(ReceiptResource),
    run: async () => (await import('./queries/list-receipts.ts')).listReceipts,
  }),
];

export const orderRoutes = [...requisitions, ...orders];
