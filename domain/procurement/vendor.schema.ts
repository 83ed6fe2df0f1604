/** A company that we buy from. */
import { z } from 'zod';

export const Vendor = z.object({
  id: z.string(),
  /** Our own short name for the vendor, unique in the tenant where given. */
  code: z.string().optional(),
  name: z.string(),
  email: z.string().optional(),
  /** The currency of its prices and bills; the tenant's own for now. */
  currency: z.string(),
  /** Whole days from a bill's date to its due date. */
  paymentTermsDays: z.number().int(),
  /** Tax code of its bills. */
  taxCode: z.string(),
  /** An inactive vendor is not bought from; what was ordered is still received and paid. */
  active: z.boolean(),
  /** Breaks a tie between vendors of one price and lead time. */
  preferred: z.boolean(),
  externalId: z.string().optional(),
});
export type Vendor = z.infer<typeof Vendor>;
