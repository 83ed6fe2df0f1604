import { z } from 'zod';

export const CreditNoteLine = z.object({
  lineId: z.string(),
  sku: z.string(),
  name: z.string(),
  /** Scaled; zero where only money is credited. */
  quantity: z.number().int(),
  netMinor: z.number().int(),
  taxCode: z.string(),
  ratePercent: z.number().int(),
  taxMinor: z.number().int(),
});
export type CreditNoteLine = z.infer<typeof CreditNoteLine>;

/** Takes back an invoice, whole or in part, at the invoice's own tax (F4). Does not change once issued. */
export const CreditNote = z.object({
  id: z.string(),
  number: z.string(),
  correlationId: z.string(),
  invoiceId: z.string(),
  invoiceNumber: z.string(),
  salesOrderId: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  currency: z.string(),
  issuedOn: z.string(),
  lines: z.array(CreditNoteLine),
  netMinor: z.number().int(),
  taxMinor: z.number().int(),
  totalMinor: z.number().int(),
  /** The part that lowered what was still due; the rest can be refunded. */
  settledMinor: z.number().int(),
  reason: z.string(),
  returnId: z.string().optional(),
});
export type CreditNote = z.infer<typeof CreditNote>;
