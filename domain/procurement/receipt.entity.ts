import { defineEntity } from '../../shared/table/entity.ts';
import { Receipt } from './receipt.schema.ts';

export const receiptEntity = defineEntity({
  name: 'procurement.receipt',
  idPrefix: 'grn',
  schema: Receipt,
  lists: { byOrder: { slot: 'gsi2', by: ['purchaseOrderId'] } },
});
