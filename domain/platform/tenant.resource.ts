import { z } from 'zod';
import { Instant } from '../../shared/values/time.ts';
import { PLAN_NAMES } from './plans.ts';

const Count = z.object({
  users: z.number().int(),
  apiKeys: z.number().int(),
  products: z.number().int(),
  /** Won opportunities in this calendar month (UTC). */
  loopsPerMonth: z.number().int(),
  importsPerMonth: z.number().int(),
});

export const TenantResource = z
  .object({
    id: z.string(),
    company: z.string(),
    country: z.string(),
    currency: z.string(),
    timeZone: z.string(),
    plan: z.enum(PLAN_NAMES),
    trialEndsAt: Instant.nullable(),
    limits: Count,
    usage: Count,
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Tenant' });
export type TenantResource = z.infer<typeof TenantResource>;
