/** Use of a limit, per period. `remaining` stands beside `used`, so that a write can guard it by a floor. */
import { z } from 'zod';
import { LIMITS } from './plans.ts';

export const Usage = z.object({
  limit: z.enum(LIMITS),
  /** `total` or `YYYY-MM`. */
  period: z.string(),
  /** The plan's limit when it was last looked at; `used + remaining` always equals it. */
  allowed: z.number().int(),
  used: z.number().int(),
  /** Below zero where the plan went down under what is in use. */
  remaining: z.number().int(),
});
export type Usage = z.infer<typeof Usage>;
