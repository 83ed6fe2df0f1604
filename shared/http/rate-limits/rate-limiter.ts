/**
 * Counts requests in memory against tokens that were leased from the buckets in the table: one write for many requests,
 * and none for a request that is refused. Each function instance has its own leases. A lease ends after some seconds,
 * and what was not spent of it is lost, so that of all instances together in any T seconds at most
 * `quota + (T + LEASE_SECONDS) × quota / window` requests pass.
 */
import type { Deps, Logger } from '../../context.ts';
import { leastRecentlyUsed } from '../../least-recently-used.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TenantId } from '../../values/ids.ts';
import { type BucketPlace, fullAtMs, holdsAtMs, takeTokens, tokensAt } from './rate-bucket.ts';
import type { RateName, RatePolicy, RateStanding } from './rate-policy.ts';

/** What is counted: a bucket of the tenant and how much it may give. */
export type RateLimit = { readonly bucket: string; readonly policy: RatePolicy };
export type RateVerdict = {
  readonly isAllowed: boolean;
  readonly standings: readonly RateStanding[];
  /** Whole seconds; 0 where it is allowed. */
  readonly retryAfterSeconds: number;
};

export type RateLimiter = {
  /** Counts one request against every limit, or against none where one of them refuses it. */
  take(tenantId: TenantId, limits: readonly RateLimit[]): Promise<RateVerdict>;
  /** The refusal of a request that memory alone can tell; undefined where it would have to ask. */
  refuses(tenantId: TenantId, limits: readonly RateLimit[]): RateVerdict | undefined;
};

export type RatePorts = Pick<Deps, 'clock' | 'ids' | 'sleep' | 'random'> & {
  readonly logger: Logger;
  readonly tableOf: (tenantId: TenantId) => Deps['table'];
};

/** The bucket of a limit: the tenant's one, or that of the API key. */
export const bucketOf = (name: RateName, actorId: string): string => (name === 'tenant' ? 'tenant' : actorId);

const limiters = new WeakMap<Runtime, RateLimiter>();

/** The one limiter of a function instance: what it has leased is its own. */
export function limiterOf(runtime: Runtime): RateLimiter {
  const { clock, ids, sleep, random, logger, settings } = runtime;
  const tableOf = (tenantId: TenantId) => ({ client: runtime.tenantTable(tenantId), name: settings.tableName });
  const limiter = limiters.get(runtime) ?? rateLimiter({ clock, ids, sleep, random, logger, tableOf });
  limiters.set(runtime, limiter);
  return limiter;
}

export const LEASE_SECONDS = 15;
/** A caller of a few requests leases a few; one who spends a lease before it ends gets twice as many with the next. */
const FIRST_SLICE = 4;
/** No instance holds more than this part of a bucket. */
const SLICE_SHARE_MAX = 1 / 8;
/** An empty bucket is asked again when it has what comes back in this time. */
const WORTH_SECONDS = 1;
/** A table out of reach is not asked with every request. */
const OUT_OF_REACH_MS = 1_000;
const LEASES_MAX = 5_000;

type Lease = {
  left: number;
  endsAtMs: number;
  slice: number;
  /** The bucket as last seen, µs. */
  paidUntil: number;
  /** Until then every request is refused (or, where the table is out of reach, let through) from memory. */
  refusedUntilMs: number;
  openUntilMs: number;
  filling: Promise<void> | undefined;
};

const newLease = (): Lease => ({
  ...{ left: 0, endsAtMs: 0, slice: FIRST_SLICE, paidUntil: 0, refusedUntilMs: 0, openUntilMs: 0 },
  filling: undefined,
});

export function rateLimiter(ports: RatePorts): RateLimiter {
  const leases = leastRecentlyUsed(LEASES_MAX, newLease);
  const leaseOf = (tenantId: TenantId, { bucket }: RateLimit): Lease => leases(`${tenantId}#${bucket}`);

  const fill = (tenantId: TenantId, limit: RateLimit, lease: Lease): Promise<void> => {
    const place = { ...limit, tenantId, table: ports.tableOf(tenantId) };
    lease.filling ??= refill(ports, place, lease).finally(() => {
      lease.filling = undefined;
    });
    return lease.filling;
  };

  const refuses: RateLimiter['refuses'] = (tenantId, limits) => {
    const now = ports.clock.now();
    const held = limits.map((limit) => ({ limit, lease: leaseOf(tenantId, limit) }));
    const isRefused = held.some(({ lease }) => spendable(lease, now) === 0 && now < lease.refusedUntilMs);
    return isRefused ? verdictOf(held, now) : undefined;
  };

  return {
    refuses,
    async take(tenantId, limits) {
      const held = limits.map((limit) => ({ limit, lease: leaseOf(tenantId, limit) }));
      for (;;) {
        const now = ports.clock.now();
        const empty = held.filter(({ lease }) => spendable(lease, now) === 0);
        if (empty.some(({ lease }) => now < lease.refusedUntilMs)) return verdictOf(held, now);
        if (empty.length === 0) {
          for (const { lease } of held) lease.left -= 1;
          return { ...verdictOf(held, now), isAllowed: true, retryAfterSeconds: 0 };
        }
        await Promise.all(empty.map(({ limit, lease }) => fill(tenantId, limit, lease)));
      }
    },
  };
}

/** Requests that the lease lets through now, without asking. */
function spendable(lease: Lease, nowMs: number): number {
  if (nowMs < lease.openUntilMs) return Infinity;
  return nowMs < lease.endsAtMs ? Math.max(0, lease.left) : 0;
}

async function refill(ports: RatePorts, place: BucketPlace, lease: Lease): Promise<void> {
  const { policy } = place;
  const nowMs = ports.clock.now();
  lease.slice = nextSlice(policy, lease, nowMs);
  const worth = Math.min(lease.slice, worthOf(policy));
  try {
    const request = { nowMs, want: lease.slice, worth, known: lease.paidUntil, deps: ports };
    const { granted, paidUntil } = await takeTokens(place, request);
    lease.paidUntil = paidUntil;
    lease.left = granted;
    lease.endsAtMs = nowMs + LEASE_SECONDS * 1_000;
    // A later moment at any rate, or the loop of a caller would never end.
    if (granted === 0) lease.refusedUntilMs = Math.max(nowMs + 1, holdsAtMs(policy, paidUntil, worth));
  } catch (error) {
    lease.openUntilMs = nowMs + OUT_OF_REACH_MS;
    lease.left = 0;
    ports.logger.warn('a rate bucket is out of reach: requests go through uncounted', {
      ...{ tenantId: place.tenantId, bucket: place.bucket, error: String(error) },
    });
  }
}

const worthOf = ({ quota, windowSeconds }: RatePolicy): number =>
  Math.max(1, Math.ceil((quota / windowSeconds) * WORTH_SECONDS));

/** Twice as much after a lease that was spent before its end, half as much after one that mostly was not. */
function nextSlice(policy: RatePolicy, { slice, left, endsAtMs }: Lease, nowMs: number): number {
  const most = Math.max(1, Math.floor(policy.quota * SLICE_SHARE_MAX));
  if (endsAtMs === 0) return Math.min(FIRST_SLICE, most);
  if (nowMs < endsAtMs) return Math.min(slice * 2, most);
  return left > slice / 2 ? Math.max(Math.min(FIRST_SLICE, most), Math.floor(slice / 2)) : slice;
}

type Held = { readonly limit: RateLimit; readonly lease: Lease };

/** How the buckets stand, and, where the request is refused, for how long. */
function verdictOf(held: readonly Held[], nowMs: number): RateVerdict {
  const standings = held.map(({ limit, lease }) => standingOf(limit.policy, lease, nowMs));
  const waits = held
    .filter(({ lease }) => spendable(lease, nowMs) === 0)
    .map(({ lease }) => Math.max(0, lease.refusedUntilMs - nowMs));
  return {
    isAllowed: false,
    standings,
    retryAfterSeconds: Math.max(1, Math.ceil(Math.max(0, ...waits) / 1_000)),
  };
}

function standingOf(policy: RatePolicy, lease: Lease, nowMs: number): RateStanding {
  const leased = nowMs < lease.endsAtMs ? Math.max(0, lease.left) : 0;
  const isRefused = leased === 0 && nowMs < lease.refusedUntilMs;
  const remaining = isRefused ? 0 : Math.min(policy.quota, leased + tokensAt(policy, lease.paidUntil, nowMs));
  const resetAtMs = isRefused ? lease.refusedUntilMs : fullAtMs(lease.paidUntil);
  return { ...policy, remaining, resetSeconds: Math.max(0, Math.ceil((resetAtMs - nowMs) / 1_000)) };
}
