import { defineEntity } from '../../shared/table/entity.ts';
import { OrderShipment, Shipment } from './shipment.schema.ts';

export const shipmentEntity = defineEntity({
  name: 'logistics.shipment',
  idPrefix: 'shp',
  schema: Shipment,
  lists: { bySalesOrder: { slot: 'gsi2', by: ['salesOrderId'] }, here: { slot: 'gsi3', by: ['here'] } },
});

/** Not audited: it never changes, and the shipment tells the rest. */
export const orderShipmentEntity = defineEntity({
  name: 'logistics.order_shipment',
  schema: OrderShipment,
  key: { partition: ['salesOrderId'], sort: ['shipmentId'] },
  listed: false,
  audited: false,
});
