/** Where the records are that are in no list. */
import { type Belonging, hanging, ofTenant } from '../../shared/belongings.ts';
import { productionPlanEntity, reservationOrdersEntity } from './order.entity.ts';
import { SETTINGS_ID, settingsEntity } from './settings.entity.ts';

export const belongings: readonly Belonging[] = [
  ofTenant([{ entity: settingsEntity, id: SETTINGS_ID }], ['MO']),
  { of: 'catalog.product', found: ({ id }) => [hanging(productionPlanEntity, { productId: id })] },
  { of: 'inventory.reservation', found: ({ id }) => [hanging(reservationOrdersEntity, { reservationId: id })] },
];
