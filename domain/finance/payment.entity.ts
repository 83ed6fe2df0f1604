import { defineEntity } from '../../shared/table/entity.ts';
import { Payment, Refund } from './payment.schema.ts';

const lists = {
  byAccount: { slot: 'gsi2', by: ['accountId'] },
  byOrder: { slot: 'gsi3', by: ['salesOrderId'] },
} as const;

export const payment = defineEntity({ name: 'finance.payment', idPrefix: 'pay', schema: Payment, lists });
export const refund = defineEntity({ name: 'finance.refund', idPrefix: 'rfd', schema: Refund, lists });

/** A payment of one method and reference is recorded once. */
export const REFERENCE_RULE = 'finance.payment.reference';
