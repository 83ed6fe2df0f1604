import { defineEntity } from '../../shared/table/entity.ts';
import { Stock } from './stock.schema.ts';

/** One record a product. Not audited: its stock entries and reservations tell every change (S4). */
export const stockEntity = defineEntity({
  name: 'inventory.stock',
  schema: Stock,
  key: { partition: ['productId'] },
  audited: false,
});
