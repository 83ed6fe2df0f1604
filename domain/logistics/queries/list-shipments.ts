import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import { presentShipment, type ShipmentListQuery, type ShipmentResource } from '../shipment.resource.ts';
import type { Shipment } from '../shipment.schema.ts';

/** Shipments of an order, in a state (the warehouse's work list), or all; newest first. */
export async function listShipments(
  context: Context,
  { query }: RouteInput<unknown, ShipmentListQuery>,
): Promise<Page<ShipmentResource>> {
  const { currency } = await profileOf(context);
  return readPage(context, shipmentEntity, query, listOf(query), (shipment) => presentShipment(shipment, currency));
}

function listOf({ salesOrderId, state }: ShipmentListQuery): ListRequest<Shipment> {
  if (salesOrderId === undefined) return state === undefined ? {} : { list: 'byState', values: [state] };
  const ofOrder = { list: 'bySalesOrder', values: [salesOrderId] };
  return state === undefined ? ofOrder : { ...ofOrder, where: (shipment) => shipment.state === state };
}
