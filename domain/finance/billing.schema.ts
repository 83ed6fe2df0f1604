import { z } from 'zod';

const QuantityByLine = z.record(z.string(), z.number().int());

/**
 * What has been billed of a sales order, and its deposit. Every invoice, deposit and early return of the order changes
 * this one record, so that two of them at once cannot bill a quantity twice or miss one.
 */
export const Billing = z.object({
  /** The sales order's id. */
  id: z.string(),
  accountId: z.string(),
  /** Scaled quantity billed, by line of the order. */
  billed: QuantityByLine,
  /** Scaled quantity that came back before it was billed, by line. */
  withheld: QuantityByLine,
  invoiceIds: z.array(z.string()),
  /** Dispatched goods that wait for their delivery to be billed, by shipment. */
  awaiting: z.record(z.string(), QuantityByLine),
  depositReceivedMinor: z.number().int(),
  depositAppliedMinor: z.number().int(),
  /** Moved to the account's advance when the order was over. */
  depositFreedMinor: z.number().int(),
});
export type Billing = z.infer<typeof Billing>;

/** What a customer paid beyond what was due, kept for later invoices. */
export const Advance = z.object({
  /** The account's id. */
  id: z.string(),
  balanceMinor: z.number().int(),
});
export type Advance = z.infer<typeof Advance>;
