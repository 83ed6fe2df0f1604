/** What other modules may ask of the platform: limits of the plan, as parts of their commits. */
import type { Actor } from '../../shared/events/event.ts';
import type { Records } from '../../shared/table/records.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { nowAt } from '../../shared/values/time.ts';
import { apiKey } from './api-key.entity.ts';
import { decideUsage } from './decide-usage.ts';
import { type LimitName, periodOf } from './plans.ts';
import { subscription } from './subscription.entity.ts';
import { SUBSCRIPTION_ID } from './subscription.schema.ts';
import { usage } from './usage.entity.ts';

export type { LimitName } from './plans.ts';

/**
 * Counts `count` against a limit of the tenant's plan, in the caller's commit. Many can count at once: the write is
 * guarded by a floor under what remains, not by a version.
 * @throws Rejection `platform.plan.limit_reached` (402) with facts `limit`, `usage`, `plan`, `name`
 */
export async function enforceLimit(work: Work, limit: LimitName, count = 1): Promise<void> {
  await countUsage(work, limit, count);
}

/** Gives back what `enforceLimit` counted, where the limit is on what is there now: a user left, a key was revoked. */
export async function releaseLimit(work: Work, limit: LimitName, count = 1): Promise<void> {
  await countUsage(work, limit, -count);
}

async function countUsage(work: Work, limit: LimitName, count: number): Promise<void> {
  const period = periodOf(limit, nowAt(work.context.deps.clock));
  const [{ plan }, before] = await Promise.all([
    work.records.need(subscription, SUBSCRIPTION_ID),
    work.records.get(usage, { limit, period }),
  ]);
  const after = decideUsage(plan, limit, before, count);
  if (before === undefined) {
    work.create(usage, { limit, period, ...after });
    return;
  }
  // A new plan moves the ceiling once: two that saw the old one must not both move it, so this write has a version.
  if (before.allowed !== after.allowed) {
    work.update(usage, before, after);
    return;
  }
  const used = after.used - before.used;
  if (used === 0) return;
  work.increment(usage, before, {
    add: { used, remaining: -used },
    ...(used > 0 ? { atLeast: { remaining: used } } : { atLeast: { used: -used } }),
  });
}

/** The member on whose behalf somebody acts: a person, or the one on whose membership a key stands. */
export async function memberBehind(
  { records }: { readonly records: Records },
  { kind, id }: Actor,
): Promise<string | undefined> {
  if (kind === 'system') return undefined;
  return kind === 'user' ? id : (await records.get(apiKey, id))?.ownerId;
}
