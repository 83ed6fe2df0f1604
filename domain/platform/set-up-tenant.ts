/** What the platform itself adds to the commit of a sign-up: the subscription on the trial plan. */
import type { TenantFacts } from '../../shared/module.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { DAY_MS, instantOf } from '../../shared/values/time.ts';
import { PLANS, type PlanName } from './plans.ts';
import { subscription } from './subscription.entity.ts';
import { SUBSCRIPTION_ID } from './subscription.schema.ts';

const FIRST_PLAN: PlanName = 'trial';

export function setUpTenant(work: Work, _facts: TenantFacts): void {
  const { trialDays } = PLANS[FIRST_PLAN];
  work.create(subscription, {
    id: SUBSCRIPTION_ID,
    plan: FIRST_PLAN,
    ...(trialDays === undefined ? {} : { trialEndsAt: instantOf(work.context.deps.clock.now() + trialDays * DAY_MS) }),
  });
}
