import { defineEntity } from '../../shared/table/entity.ts';
import { PurchaseOrder } from './order.schema.ts';

export const purchaseOrderEntity = defineEntity({
  name: 'procurement.order',
  idPrefix: 'puo',
  schema: PurchaseOrder,
  lists: { byVendor: { slot: 'gsi2', by: ['vendorId'] } },
});
