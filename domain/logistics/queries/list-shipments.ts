import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import { presentShipment, type ShipmentListQuery, type ShipmentResource } from '../shipment.resource.ts';
import type { Shipment } from '../shipment.schema.ts';

/** Shipments of an order, in a state, or all; newest first. */
export async function listShipments(
  context: Context,
  { query }: RouteInput<unknown, ShipmentListQuery>,
): Promise<Page<ShipmentResource>> {
  const { currency } = await profileOf(context);
  return readPage(context, shipmentEntity, query, listOf(query), (shipment) => presentShipment(shipment, currency));
}

function listOf({ salesOrderId, state }: ShipmentListQuery): ListRequest<Shipment> {
  const isHere = state === 'draft' || state === 'picked';
  return {
    ...(salesOrderId === undefined ? {} : { list: 'bySalesOrder', values: [salesOrderId] }),
    ...(salesOrderId === undefined && isHere ? { list: 'here', values: ['here'] } : {}),
    ...(state === undefined ? {} : { where: (shipment) => shipment.state === state }),
  };
}
