/** Where the records are that are in no list. */
import { type Belonging, hanging, hangingAll } from '../../shared/belongings.ts';
import { tenantProfile } from '../../shared/tenancy.ts';
import { warehouseEntity } from './location.entity.ts';
import { reservationEntity, reservationIdOf } from './reservation.entity.ts';
import { shortageEntity } from './shortage.entity.ts';

export const belongings: readonly Belonging[] = [
  { of: tenantProfile.name, found: ({ id }) => [hanging(warehouseEntity, id)] },
  { of: 'catalog.product', found: ({ id }) => [hangingAll(shortageEntity, { productId: id })] },
  {
    of: 'sales.order',
    found: ({ id, tenantId }) => [
      hanging(reservationEntity, reservationIdOf(String(tenantId), { kind: 'sales_order', id })),
    ],
  },
  {
    of: 'production.order',
    found: ({ id, tenantId }) => [
      hanging(reservationEntity, reservationIdOf(String(tenantId), { kind: 'production_order', id })),
    ],
  },
];
