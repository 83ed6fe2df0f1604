/** The tolerances of purchasing; one record a tenant. Whole percent. */
import { z } from 'zod';

export const ProcurementSettings = z.object({
  id: z.string(),
  /** So much more than ordered may come in (B4). */
  overReceiptPercent: z.number().int(),
  /** So much more than ordered or received may be billed, in price or quantity, before the bill is held (B5). */
  billTolerancePercent: z.number().int(),
});
export type ProcurementSettings = z.infer<typeof ProcurementSettings>;
