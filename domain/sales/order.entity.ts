import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { AccountCredit, Order } from './order.schema.ts';

export const order = defineEntity({
  name: 'sales.order',
  idPrefix: 'ord',
  schema: Order,
  customFields: 'order',
  lists: { byAccount: { slot: 'gsi2', by: ['accountId'] }, byOpportunity: { slot: 'gsi3', by: ['opportunityId'] } },
});

/** Not audited: it is the sum of what the orders tell, each in its own audit. */
export const accountCredit = defineEntity({
  name: 'sales.credit',
  schema: AccountCredit,
  listed: false,
  audited: false,
});

/** The one order of a win: a second attempt through any path computes the same id (L10). */
export const orderIdFor = (tenantId: string, opportunityId: string, winNumber: number): string =>
  derivedId('ord', tenantId, opportunityId, String(winNumber));
