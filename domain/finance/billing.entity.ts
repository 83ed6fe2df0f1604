import { defineEntity } from '../../shared/table/entity.ts';
import { Advance, Billing } from './billing.schema.ts';

/** Neither is audited: they are sums of what invoices, payments and refunds tell, each in its own audit. */
export const billing = defineEntity({ name: 'finance.billing', schema: Billing, listed: false, audited: false });
export const advance = defineEntity({ name: 'finance.advance', schema: Advance, listed: false, audited: false });
