import { describe, expect, it } from 'vitest';
import { decideUsage } from '../../../domain/platform/decide-usage.ts';
import { PLANS, periodOf } from '../../../domain/platform/plans.ts';
import { isRejection } from '../../../shared/rejection.ts';

const before = (used: number, allowed = 10) => ({ allowed, used, remaining: allowed - used });

describe('a limit of the plan (Y1)', () => {
  it.each([
    // plan, limit, used before, count, used after or the refusal
    ['the first of ten', undefined, 1, 1],
    ['the tenth of ten', before(9), 1, 10],
    ['the eleventh of ten', before(10), 1, 'platform.plan.limit_reached'],
    ['two where one is left', before(9), 2, 'platform.plan.limit_reached'],
    ['eleven at once', undefined, 11, 'platform.plan.limit_reached'],
    ['one given back', before(10), -1, 9],
    ['one given back that was never counted', undefined, -1, 0],
    ['one given back above a plan that went down', before(30, 100), -1, 29],
  ] as const)('%s', (_case, known, count, expected) => {
    const decide = () => decideUsage('trial', 'users', known, count);
    if (typeof expected === 'number') {
      const after = decide();
      expect(after).toEqual({ allowed: 10, used: expected, remaining: 10 - expected });
    } else {
      expect(decide).toThrow(expect.objectContaining({ code: expected, kind: 'payment_required' }));
    }
  });

  it('says limit, usage and plan in its refusal', () => {
    try {
      decideUsage('trial', 'loopsPerMonth', { allowed: 1_000, used: 1_000, remaining: 0 }, 1);
      expect.unreachable();
    } catch (error) {
      if (!isRejection(error)) throw error;
      expect(error.details.facts).toEqual({ name: 'loopsPerMonth', limit: 1_000, usage: 1_000, plan: 'trial' });
    }
  });

  it('counts what happens by calendar month and what is there in all', () => {
    expect(periodOf('loopsPerMonth', '2026-11-24T09:00:00.000Z')).toBe('2026-11');
    expect(periodOf('users', '2026-11-24T09:00:00.000Z')).toBe('total');
  });

  it('gives a trial of fourteen days, and every plan every limit', () => {
    expect(PLANS.trial.trialDays).toBe(14);
    for (const { limits } of Object.values(PLANS))
      for (const limit of Object.values(limits)) expect(limit).toBeGreaterThan(0);
  });
});
