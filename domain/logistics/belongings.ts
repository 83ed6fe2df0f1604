/** Where the records are that are in no list. */
import { type Belonging, hangingAll, ofTenant } from '../../shared/belongings.ts';
import { orderShipmentEntity } from './shipment.entity.ts';

export const belongings: readonly Belonging[] = [
  ofTenant([], ['DN', 'RET']),
  { of: 'sales.order', found: ({ id }) => [hangingAll(orderShipmentEntity, { salesOrderId: id })] },
];
