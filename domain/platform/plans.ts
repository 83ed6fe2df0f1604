/**
 * The plans as data. A limit is either on what is there now (users, API keys) or on what happens in a calendar month
 * (UTC). `enforceLimit` in index.ts holds them, inside the commit that would pass them.
 */
export const LIMITS = ['users', 'apiKeys', 'products', 'loopsPerMonth', 'importsPerMonth'] as const;
export type LimitName = (typeof LIMITS)[number];

export const PLAN_NAMES = ['trial', 'starter', 'business'] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

export type Plan = {
  readonly title: string;
  /** Requests of the whole tenant and of each of its API keys; a bucket of a minute's worth, refilled evenly. */
  readonly requestsPerMinute: Readonly<Record<'tenant' | 'key', number>>;
  /** Days until the trial ends; absent for plans that are paid for. */
  readonly trialDays?: number;
  /** Won opportunities are counted as loops: each sets off one order to cash. */
  readonly limits: Readonly<Record<LimitName, number>>;
};

export const PLANS: Readonly<Record<PlanName, Plan>> = {
  trial: {
    title: 'Trial',
    trialDays: 14,
    requestsPerMinute: { tenant: 600, key: 300 },
    limits: { users: 10, apiKeys: 20, products: 10_000, loopsPerMonth: 1_000, importsPerMonth: 500 },
  },
  starter: {
    title: 'Starter',
    requestsPerMinute: { tenant: 1_200, key: 600 },
    limits: { users: 5, apiKeys: 5, products: 2_000, loopsPerMonth: 300, importsPerMonth: 200 },
  },
  business: {
    title: 'Business',
    requestsPerMinute: { tenant: 6_000, key: 3_000 },
    limits: { users: 100, apiKeys: 100, products: 200_000, loopsPerMonth: 50_000, importsPerMonth: 5_000 },
  },
};

/** What a limit's usage is counted over: `total`, or the month of an instant (`2026-11`). */
export const periodOf = (limit: LimitName, at: string): string =>
  limit.endsWith('PerMonth') ? at.slice(0, 7) : 'total';
