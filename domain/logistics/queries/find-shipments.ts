/** Consistent reads of shipments. */
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { orderShipmentEntity, shipmentEntity } from '../shipment.entity.ts';
import type { Shipment } from '../shipment.schema.ts';

/** Ids of an order's shipments, oldest first (ids sort by time). */
export async function shipmentIdsOf({ records }: Pick<Context, 'records'>, salesOrderId: string): Promise<string[]> {
  const links = await records.partition(orderShipmentEntity, { salesOrderId });
  return links.map(({ shipmentId }) => shipmentId);
}

/** The order's shipments, newest first. */
export async function newestShipmentsOf(work: Work, salesOrderId: string): Promise<Stored<Shipment>[]> {
  const ids = await shipmentIdsOf(work.context, salesOrderId);
  return (await work.records.getMany(shipmentEntity, ids)).reverse();
}
