import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { shipmentEntity } from '../shipment.entity.ts';
import { presentShipment, type ShipmentResource } from '../shipment.resource.ts';

export async function getShipment(
  context: Context,
  { params }: RouteInput<{ shipmentId: string }>,
): Promise<ShipmentResource> {
  const { currency } = await profileOf(context);
  return presentShipment(await context.records.need(shipmentEntity, params.shipmentId), currency);
}
