import { defineEntity } from '../../shared/table/entity.ts';
import { Bill } from './bill.schema.ts';

export const billEntity = defineEntity({
  name: 'procurement.bill',
  idPrefix: 'bil',
  schema: Bill,
  lists: {
    byState: { slot: 'gsi2', by: ['state'], sortBy: 'dueOn' },
    byOrder: { slot: 'gsi3', by: ['purchaseOrderId'] },
  },
});

/** A vendor's own bill number is recorded once. */
export const BILL_NUMBER_RULE = 'procurement.bill.number';
