/** The HTTP routes of logistics. */
import { z } from 'zod';
import { pageOf } from '../../shared/http/paging.ts';
import { route } from '../../shared/module.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { ReturnAnswer, ReturnInput, ReturnListQuery, ReturnResource } from './return.resource.ts';
import { DeliverInput, DispatchInput, ShipmentListQuery, ShipmentResource } from './shipment.resource.ts';

const ShipmentPath = z.object({ shipmentId: idSchema('shp') });
const ReturnPath = z.object({ returnId: idSchema('ret') });

const shipments = [
  route({
    method: 'GET',
    path: '/logistics/shipments',
    permission: 'logistics.shipment:read',
    summary: 'List shipments, of an order or in a state',
    query: ShipmentListQuery,
    response: pageOf(ShipmentResource),
    run: async () => (await import('./queries/list-shipments.ts')).listShipments,
  }),
  route({
    method: 'GET',
    path: '/logistics/shipments/{shipmentId}',
    permission: 'logistics.shipment:read',
    summary: 'Read a shipment',
    params: ShipmentPath,
    response: ShipmentResource,
    run: async () => (await import('./queries/get-shipment.ts')).getShipment,
  }),
  route({
    method: 'POST',
    path: '/logistics/shipments/{shipmentId}/pick',
    permission: 'logistics.shipment:pick',
    summary: 'The goods are picked',
    params: ShipmentPath,
    response: ShipmentResource,
    ifMatch: 'optional',
    run: async () => (await import('./commands/pick-shipment.ts')).pickShipment,
  }),
  route({
    method: 'POST',
    path: '/logistics/shipments/{shipmentId}/dispatch',
    permission: 'logistics.shipment:dispatch',
    summary: 'The goods leave the house',
    params: ShipmentPath,
    body: DispatchInput,
    bodyOptional: true,
    response: ShipmentResource,
    example: { carrier: 'DHL', trackingNumber: '00340434161094042557' },
    ifMatch: 'optional',
    run: async () => (await import('./commands/dispatch-shipment.ts')).dispatchShipment,
  }),
  route({
    method: 'POST',
    path: '/logistics/shipments/{shipmentId}/deliver',
    permission: 'logistics.shipment:deliver',
    summary: 'The goods reached the customer',
    params: ShipmentPath,
    body: DeliverInput,
    bodyOptional: true,
    response: ShipmentResource,
    example: { receivedBy: 'A. Miller' },
    ifMatch: 'optional',
    run: async () => (await import('./commands/deliver-shipment.ts')).deliverShipment,
  }),
];

const returns = [
  route({
    method: 'POST',
    path: '/logistics/returns',
    permission: 'logistics.return:receive',
    summary: 'Receive goods that come back from a shipment or an order',
    body: ReturnInput,
    response: ReturnAnswer,
    status: 201,
    example: {
      shipmentId: 'shp_01kaeqx3s0000000000000000a',
      lines: [{ sku: 'BK-R93R-62', quantity: '1' }],
      reason: 'Damaged in transit',
    },
    run: async () => (await import('./commands/receive-return.ts')).receiveReturn,
  }),
  route({
    method: 'GET',
    path: '/logistics/returns',
    permission: 'logistics.return:read',
    summary: 'List returns, of an order or all',
    query: ReturnListQuery,
    response: pageOf(ReturnResource),
    run: async () => (await import('./queries/list-returns.ts')).listReturns,
  }),
  route({
    method: 'GET',
    path: '/logistics/returns/{returnId}',
    permission: 'logistics.return:read',
    summary: 'Read a return',
    params: ReturnPath,
    response: ReturnResource,
    run: async () => (await import('./queries/get-return.ts')).getReturn,
  }),
];

export const routes = [...shipments, ...returns];
