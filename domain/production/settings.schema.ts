/** The tolerances of production; one record a tenant. Whole percent. */
import { z } from 'zod';

export const ProductionSettings = z.object({
  id: z.string(),
  /** So much more than planned may be made (P34). */
  overProductionPercent: z.number().int(),
});
export type ProductionSettings = z.infer<typeof ProductionSettings>;
