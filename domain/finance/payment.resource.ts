/** The wire shapes of payments and refunds, and their bodies. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { PositiveMoney, SignedMoney, toMoney } from '../../shared/values/money.ts';
import { textLine } from '../../shared/values/text.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { type Payment, PaymentMethod, type Refund } from './payment.schema.ts';

const AccountId = idSchema('acc');
const OrderId = idSchema('ord');
const InvoiceId = idSchema('inv');

/** True where exactly one of the values is given. */
const isOne = (...values: readonly unknown[]): boolean => values.filter((value) => value !== undefined).length === 1;

/**
 * A payment for an invoice, a deposit on a sales order, or an advance of an account. What an invoice does not need is
 * kept as the customer's advance.
 */
export const PaymentInput = z
  .strictObject({
    invoiceId: InvoiceId.optional(),
    salesOrderId: OrderId.optional(),
    accountId: AccountId.optional(),
    amount: PositiveMoney,
    method: PaymentMethod.default('bank_transfer'),
    receivedOn: CalendarDate.optional(),
    reference: textLine(128).optional(),
  })
  .refine(({ invoiceId, salesOrderId, accountId }) => isOne(invoiceId, salesOrderId, accountId), {
    path: ['invoiceId'],
    message: 'give exactly one of invoiceId, salesOrderId and accountId',
  });
export type PaymentInput = z.infer<typeof PaymentInput>;

/** Money back on an invoice that was credited, or out of an account's advance. */
export const RefundInput = z
  .strictObject({
    invoiceId: InvoiceId.optional(),
    accountId: AccountId.optional(),
    amount: PositiveMoney,
    method: PaymentMethod.default('bank_transfer'),
    paidOn: CalendarDate.optional(),
  })
  .refine(({ invoiceId, accountId }) => isOne(invoiceId, accountId), {
    path: ['invoiceId'],
    message: 'give exactly one of invoiceId and accountId',
  });
export type RefundInput = z.infer<typeof RefundInput>;

export const PaymentResource = z
  .object({
    id: z.string(),
    number: z.string(),
    accountId: z.string(),
    invoiceId: z.string().nullable(),
    salesOrderId: z.string().nullable(),
    method: PaymentMethod,
    reference: z.string().nullable(),
    receivedOn: CalendarDate,
    amount: SignedMoney,
    /** What cleared the invoice. */
    allocated: SignedMoney,
    /** Kept for the invoices of the order. */
    deposit: SignedMoney,
    /** Kept for any invoice of the account. */
    advance: SignedMoney,
    allocations: z.array(z.object({ invoiceId: z.string(), amount: SignedMoney })),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Payment' });
export type PaymentResource = z.infer<typeof PaymentResource>;

export const allocatedOf = ({ allocations }: Pick<Payment, 'allocations'>): number =>
  allocations.reduce((sum, { amountMinor }) => sum + amountMinor, 0);

export function presentPayment(record: Stored<Payment>): PaymentResource {
  const money = (minor: number) => toMoney(minor, record.currency);
  return {
    id: record.id,
    number: record.number,
    accountId: record.accountId,
    invoiceId: record.invoiceId ?? null,
    salesOrderId: record.salesOrderId ?? null,
    method: record.method,
    reference: record.reference ?? null,
    receivedOn: record.receivedOn,
    amount: money(record.amountMinor),
    allocated: money(allocatedOf(record)),
    deposit: money(record.depositMinor),
    advance: money(record.advanceMinor),
    allocations: record.allocations.map(({ invoiceId, amountMinor }) => ({ invoiceId, amount: money(amountMinor) })),
    correlationId: record.correlationId,
    version: record.version,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
  };
}

export const RefundResource = z
  .object({
    id: z.string(),
    number: z.string(),
    accountId: z.string(),
    invoiceId: z.string().nullable(),
    salesOrderId: z.string().nullable(),
    method: PaymentMethod,
    paidOn: CalendarDate,
    amount: SignedMoney,
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Refund' });
export type RefundResource = z.infer<typeof RefundResource>;

export const presentRefund = (record: Stored<Refund>): RefundResource => ({
  id: record.id,
  number: record.number,
  accountId: record.accountId,
  invoiceId: record.invoiceId ?? null,
  salesOrderId: record.salesOrderId ?? null,
  method: record.method,
  paidOn: record.paidOn,
  amount: toMoney(record.amountMinor, record.currency),
  correlationId: record.correlationId,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export const PaymentParams = z.object({ paymentId: idSchema('pay') });
export const MoneyMoveQuery = PageQuery.extend({
  salesOrderId: OrderId.optional(),
  accountId: AccountId.optional(),
});
export const PaymentListQuery = MoneyMoveQuery.extend({ invoiceId: InvoiceId.optional() });
export type PaymentListQuery = z.infer<typeof PaymentListQuery>;
export type MoneyMoveQuery = z.infer<typeof MoneyMoveQuery>;
