import { z } from 'zod';

export const PaymentMethod = z.enum(['bank_transfer', 'card', 'cash', 'other']);
export type PaymentMethod = z.infer<typeof PaymentMethod>;

/** Money that came in. Does not change: what clears later invoices is told by those. */
export const Payment = z.object({
  id: z.string(),
  number: z.string(),
  correlationId: z.string(),
  accountId: z.string(),
  invoiceId: z.string().optional(),
  salesOrderId: z.string().optional(),
  method: PaymentMethod,
  /** The bank's or card company's own id of the payment; unique by method. */
  reference: z.string().optional(),
  receivedOn: z.string(),
  currency: z.string(),
  amountMinor: z.number().int(),
  /** What cleared an invoice at once. */
  allocations: z.array(z.object({ invoiceId: z.string(), amountMinor: z.number().int() })),
  /** Kept for the invoices of one order. */
  depositMinor: z.number().int(),
  /** Kept for any invoice of the account (F5). */
  advanceMinor: z.number().int(),
});
export type Payment = z.infer<typeof Payment>;

/** Money that went back. */
export const Refund = z.object({
  id: z.string(),
  number: z.string(),
  correlationId: z.string(),
  accountId: z.string(),
  /** Absent where an advance was refunded. */
  invoiceId: z.string().optional(),
  salesOrderId: z.string().optional(),
  method: PaymentMethod,
  paidOn: z.string(),
  currency: z.string(),
  amountMinor: z.number().int(),
});
export type Refund = z.infer<typeof Refund>;
