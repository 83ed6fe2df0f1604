import { z } from 'zod';

/** A work centre: where operations are done, with what an hour of it costs. */
export const WorkCentre = z.object({
  /** Derived from the code, so that a code has one work centre. */
  id: z.string(),
  code: z.string(),
  name: z.string(),
  /** Cost of one hour, scaled 10^-6 of a major unit of the tenant's currency. */
  hourlyRate: z.number().int(),
  active: z.boolean(),
});
export type WorkCentre = z.infer<typeof WorkCentre>;
