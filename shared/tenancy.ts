/** What every module may know of its tenant. Made by sign-up; what is kept here does not change afterwards. */
import { z } from 'zod';
import type { Context } from './context.ts';
import { reject } from './rejection.ts';
import { defineEntity, type Stored } from './table/entity.ts';
import { todayOn } from './values/time.ts';

export const TenantProfile = z.object({
  id: z.string(),
  company: z.string(),
  /** ISO 3166-1 alpha-2 */
  country: z.string(),
  /** The company's own currency, in which the ledger is kept. */
  currency: z.string(),
  /** IANA time zone, for calendar dates. */
  timeZone: z.string(),
  /** Signs the tenant's list cursors. */
  cursorKey: z.string(),
});
export type TenantProfile = z.infer<typeof TenantProfile>;

export const tenantProfile = defineEntity({ name: 'tenant', schema: TenantProfile, listed: false });

const CACHE_MAX = 1_000;
const cache = new Map<string, Stored<TenantProfile>>();

/** The tenant's profile; kept in memory, since it does not change. */
export async function profileOf(context: Context): Promise<Stored<TenantProfile>> {
  const key = `${context.deps.table.name}#${context.tenantId}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const profile = await context.records.get(tenantProfile, context.tenantId);
  if (profile === undefined) throw reject('not_found', 'tenant.not_found', 'No such tenant.');
  if (cache.size >= CACHE_MAX) cache.delete(cache.keys().next().value ?? '');
  cache.set(key, profile);
  return profile;
}

/** Today's calendar date where the tenant is. */
export async function todayOf(context: Context): Promise<string> {
  const { timeZone } = await profileOf(context);
  return todayOn(context.deps.clock, timeZone);
}
