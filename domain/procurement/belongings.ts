/** Where the records are that are in no list. */
import { type Belonging, claimOf, hanging, ofTenant } from '../../shared/belongings.ts';
import { BILL_NUMBER_RULE, billEntity } from './bill.entity.ts';
import { planEntity, reservationPegsEntity } from './plan.entity.ts';
import { SETTINGS_ID, settingsEntity } from './settings.entity.ts';
import { VENDOR_CODE_RULE, VENDOR_EXTERNAL_ID_RULE, vendorEntity } from './vendor.entity.ts';

export const belongings: readonly Belonging[] = [
  ofTenant([{ entity: settingsEntity, id: SETTINGS_ID }], ['PR', 'PO', 'GRN', 'BILL']),
  { of: 'catalog.product', found: ({ id }) => [hanging(planEntity, { productId: id })] },
  { of: 'inventory.reservation', found: ({ id }) => [hanging(reservationPegsEntity, { reservationId: id })] },
  {
    of: vendorEntity.name,
    found: ({ code, externalId }) => [
      ...claimOf(VENDOR_CODE_RULE, code),
      ...claimOf(VENDOR_EXTERNAL_ID_RULE, externalId),
    ],
  },
  {
    of: billEntity.name,
    found: ({ vendorId, billNumber }) => claimOf(BILL_NUMBER_RULE, `${String(vendorId)}#${String(billNumber)}`),
  },
];
