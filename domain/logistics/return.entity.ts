import { defineEntity } from '../../shared/table/entity.ts';
import { Return } from './return.schema.ts';

export const returnEntity = defineEntity({
  name: 'logistics.return',
  idPrefix: 'ret',
  schema: Return,
  lists: { bySalesOrder: { slot: 'gsi2', by: ['salesOrderId'] } },
});
