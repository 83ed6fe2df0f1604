/** Where the records are that are in no list. */
import { type Belonging, hanging, ofTenant } from '../../shared/belongings.ts';
import { customFieldClaims } from '../../shared/custom-fields/unique-values.ts';
import { accountCredit, order } from './order.entity.ts';

export const belongings: readonly Belonging[] = [
  ofTenant([], ['SO']),
  { of: 'crm.account', found: ({ id }) => [hanging(accountCredit, id)] },
  customFieldClaims(order),
];
