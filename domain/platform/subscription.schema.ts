/** The tenant's subscription: which plan it is on and until when its trial runs. One record a tenant. */
import { z } from 'zod';
import { PLAN_NAMES } from './plans.ts';

export const SUBSCRIPTION_ID = 'subscription';

export const Subscription = z.object({
  id: z.literal(SUBSCRIPTION_ID),
  plan: z.enum(PLAN_NAMES),
  /** RFC 3339; shown to the tenant. What happens after it is for billing to decide, not for the limits. */
  trialEndsAt: z.string().optional(),
});
export type Subscription = z.infer<typeof Subscription>;
