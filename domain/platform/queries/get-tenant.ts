/** The company's profile with its plan, the plan's limits and how much of them is used. */
import type { Context } from '../../../shared/context.ts';
import { tenantProfile } from '../../../shared/tenancy.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { LIMITS, PLANS, periodOf } from '../plans.ts';
import { subscription } from '../subscription.entity.ts';
import { SUBSCRIPTION_ID } from '../subscription.schema.ts';
import type { TenantResource } from '../tenant.resource.ts';
import { usage } from '../usage.entity.ts';

export async function getTenant(context: Context): Promise<TenantResource> {
  const at = nowAt(context.deps.clock);
  const keys = LIMITS.map((limit) => ({ limit, period: periodOf(limit, at) }));
  const [profile, { plan, trialEndsAt = null }, counted] = await Promise.all([
    context.records.need(tenantProfile, context.tenantId),
    context.records.need(subscription, SUBSCRIPTION_ID),
    context.records.getMany(usage, keys),
  ]);
  const used = { users: 0, apiKeys: 0, products: 0, loopsPerMonth: 0, importsPerMonth: 0 };
  for (const { limit, used: count } of counted) used[limit] = count;
  const { id, company, country, currency, timeZone, version, createdAt, updatedAt } = profile;
  const { limits } = PLANS[plan];
  return {
    ...{ id, company, country, currency, timeZone, plan, trialEndsAt },
    ...{ limits, usage: used, version, createdAt, updatedAt },
  };
}
