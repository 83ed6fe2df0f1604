/** The arithmetic of limits, without I/O. */
import { reject } from '../../shared/rejection.ts';
import { type LimitName, PLANS, type PlanName } from './plans.ts';
import type { Usage } from './usage.schema.ts';

export type Counted = Pick<Usage, 'allowed' | 'used' | 'remaining'>;

/**
 * The usage after `count` more (a negative count gives back, never below zero).
 * @throws Rejection `platform.plan.limit_reached` (payment_required, 402) with limit, usage and plan
 */
export function decideUsage(plan: PlanName, limit: LimitName, before: Counted | undefined, count: number): Counted {
  const allowed = PLANS[plan].limits[limit];
  const used = before?.used ?? 0;
  if (count > 0 && used + count > allowed) {
    throw reject('payment_required', 'platform.plan.limit_reached', `The plan allows ${allowed} ${WORDS[limit]}.`, {
      facts: { name: limit, limit: allowed, usage: used, plan },
    });
  }
  const after = Math.max(0, used + count);
  return { allowed, used: after, remaining: allowed - after };
}

const WORDS: Readonly<Record<LimitName, string>> = {
  users: 'users',
  apiKeys: 'API keys',
  products: 'products',
  loopsPerMonth: 'won opportunities a month',
  importsPerMonth: 'imports a month',
};
