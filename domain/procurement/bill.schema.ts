/** A supplier bill as it is stored. Quantities scaled, unit prices scaled, money minor units. */
import { z } from 'zod';

export const BillLine = z.object({
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  quantity: z.number().int(),
  unitPrice: z.number().int(),
  netMinor: z.number().int(),
  /** What the order says this part costs: what was booked as received and not invoiced. */
  orderedMinor: z.number().int(),
});
export type BillLine = z.infer<typeof BillLine>;

/** Where bill, order and receipt disagree beyond the tolerance (B5). */
export const Mismatch = z.object({
  lineId: z.string(),
  sku: z.string(),
  kind: z.enum(['price', 'quantity']),
  /** Unit prices or quantities (scaled): what order or receipt allow, and what the bill says. */
  expected: z.number().int(),
  billed: z.number().int(),
});
export type Mismatch = z.infer<typeof Mismatch>;

const BillPayment = z.object({
  paidOn: z.string(),
  amountMinor: z.number().int(),
  method: z.string(),
  journalEntryId: z.string().optional(),
});

export const Bill = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  correlationId: z.string(),
  /** The vendor's own number. */
  billNumber: z.string().optional(),
  purchaseOrderId: z.string(),
  purchaseOrderNumber: z.string(),
  vendorId: z.string(),
  vendorName: z.string(),
  currency: z.string(),
  billedOn: z.string(),
  dueOn: z.string(),
  lines: z.array(BillLine),
  mismatches: z.array(Mismatch),
  netMinor: z.number().int(),
  taxCode: z.string(),
  /** Percent, scaled. */
  ratePercent: z.number().int(),
  taxMinor: z.number().int(),
  totalMinor: z.number().int(),
  paidMinor: z.number().int(),
  payments: z.array(BillPayment),
  releaseReason: z.string().optional(),
  journalEntryId: z.string().optional(),
});
export type Bill = z.infer<typeof Bill>;
