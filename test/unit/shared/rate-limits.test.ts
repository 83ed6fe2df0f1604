/** Rate limits: buckets in the table, leases in memory, many instances on a clock of the test's own. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  LEASE_SECONDS,
  type RateLimit,
  type RateLimiter,
  rateLimiter,
} from '../../../shared/http/rate-limits/rate-limiter.ts';
import {
  type RatePolicy,
  rateHeaders,
  rateLimited,
  readStandings,
  writeStandings,
} from '../../../shared/http/rate-limits/rate-policy.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { createEngineRuntime, type EngineRuntime } from '../../harness/engine-runtime.ts';

const TENANT = `ten_${'0'.repeat(26)}` as TenantId;
const limitOf = (quota: number, windowSeconds = 60, bucket = 'tenant'): RateLimit => ({
  bucket,
  policy: { name: bucket === 'tenant' ? 'tenant' : 'key', quota, windowSeconds },
});

let base: EngineRuntime;
let writes = 0;
const warnings: string[] = [];
let broken: Error | undefined;
function openWorld(): void {
  base = createEngineRuntime();
  writes = 0;
  broken = undefined;
  warnings.length = 0;
}
afterEach(() => base.close());

/** A function instance with leases of its own. */
function instance(): RateLimiter {
  const { clock, ids, random, sleep, settings } = base.runtime;
  return rateLimiter({
    ...{ clock, ids, random, sleep },
    logger: { info: () => {}, warn: (text) => warnings.push(text), error: () => {} },
    tableOf: (tenantId) => {
      const client = base.runtime.tenantTable(tenantId);
      const counted = Object.create(client) as typeof client;
      counted.send = ((command: never) => {
        if (broken !== undefined) return Promise.reject(broken);
        writes += 1;
        return client.send(command);
      }) as typeof client.send;
      return { client: counted, name: settings.tableName };
    },
  });
}

async function passing(limiter: RateLimiter, limits: readonly RateLimit[], count: number): Promise<number> {
  let passed = 0;
  for (let index = 0; index < count; index += 1) passed += (await limiter.take(TENANT, limits)).isAllowed ? 1 : 0;
  return passed;
}

describe('a bucket', () => {
  it('gives its quota at once, then what comes back, and says when', async () => {
    openWorld();
    const limits = [limitOf(60)];
    const limiter = instance();
    expect(await passing(limiter, limits, 100)).toBe(60);
    const refused = await limiter.take(TENANT, limits);
    expect([refused.isAllowed, refused.retryAfterSeconds, refused.standings[0]?.remaining]).toEqual([false, 1, 0]);
    base.clock.advance(1_000);
    expect(await passing(limiter, limits, 5)).toBe(1);
    base.clock.advance(60_000);
    expect(await passing(limiter, limits, 100)).toBe(60);
  });

  it('of many instances gives no more than of one', async () => {
    openWorld();
    const limits = [limitOf(80)];
    let passed = 0;
    for (let index = 0; index < 20; index += 1) passed += await passing(instance(), limits, 20);
    expect(passed).toBeLessThanOrEqual(80);
    // What is lost are leases that their instance did not spend: of twenty, none is larger than what it was asked for.
    expect(passed).toBeGreaterThan(60);
  });

  it('of the tenant and of the key both must give; a request that one refuses costs the other nothing', async () => {
    openWorld();
    const limits = [limitOf(100), limitOf(10, 60, 'key_1')];
    const limiter = instance();
    expect(await passing(limiter, limits, 50)).toBe(10);
    expect(await passing(limiter, [limitOf(100)], 200)).toBe(90);
  });

  it('is of one tenant alone', async () => {
    openWorld();
    const limiter = instance();
    expect(await passing(limiter, [limitOf(20)], 50)).toBe(20);
    const other = `ten_${'1'.repeat(26)}` as TenantId;
    expect((await limiter.take(other, [limitOf(20)])).isAllowed).toBe(true);
  });
});

describe('a lease', () => {
  it('is one write for many requests, and a refused request is none', async () => {
    openWorld();
    const limits = [limitOf(6_000)];
    const limiter = instance();
    expect(await passing(limiter, limits, 6_000)).toBe(6_000);
    expect(writes).toBeLessThan(30);
    writes = 0;
    expect(await passing(limiter, limits, 10_000)).toBe(0);
    expect(writes).toBeLessThanOrEqual(1);
    expect(limiter.refuses(TENANT, limits)?.isAllowed).toBe(false);
  });

  it('is small for a caller of a few requests: what it loses is small', async () => {
    openWorld();
    const limits = [limitOf(600)];
    for (let index = 0; index < 10; index += 1) await instance().take(TENANT, limits);
    const { standings } = await instance().take(TENANT, limits);
    expect(standings[0]?.remaining).toBeGreaterThan(600 - 11 * 4 - 1);
  });

  it('ends: what was not spent of it is not spent later', async () => {
    openWorld();
    const limits = [limitOf(80)];
    const [hoarder, other] = [instance(), instance()];
    expect(await passing(hoarder, limits, 1)).toBe(1);
    base.clock.advance(LEASE_SECONDS * 1_000);
    expect(await passing(other, limits, 100)).toBe(80);
    expect(await passing(hoarder, limits, 20)).toBe(0);
  });

  it('is filled once for all that wait for it', async () => {
    openWorld();
    const limiter = instance();
    const verdicts = await Promise.all(Array.from({ length: 200 }, () => limiter.take(TENANT, [limitOf(100)])));
    expect(verdicts.filter(({ isAllowed }) => isAllowed)).toHaveLength(100);
    expect(writes).toBeLessThan(20);
  });
});

describe('a table out of reach', () => {
  it('lets every request through, says so once a second, and counts again when it is back', async () => {
    openWorld();
    const limits = [limitOf(10)];
    const limiter = instance();
    broken = new Error('no table');
    expect(await passing(limiter, limits, 500)).toBe(500);
    expect(warnings).toHaveLength(1);
    broken = undefined;
    base.clock.advance(1_000);
    expect(await passing(limiter, limits, 100)).toBe(10);
  });
});

describe('never more than the rate and the quota', () => {
  const policy = fc.record({ quota: fc.integer({ min: 1, max: 200 }), windowSeconds: fc.constantFrom(1, 10, 60) });
  const steps = fc.array(
    fc.record({
      instance: fc.nat({ max: 4 }),
      requests: fc.integer({ min: 1, max: 40 }),
      waitMs: fc.oneof(fc.constant(0), fc.nat({ max: 2_000 }), fc.nat({ max: 90_000 })),
    }),
    { minLength: 1, maxLength: 25 },
  );
  it('by any instances at any times', async () => {
    const property = fc.asyncProperty(policy, steps, async ({ quota, windowSeconds }, run) => {
      openWorld();
      const limits = [limitOf(quota, windowSeconds)];
      const instances = Array.from({ length: 5 }, instance);
      const passed: number[] = [];
      for (const step of run) {
        base.clock.advance(step.waitMs);
        const limiter = instances[step.instance] ?? instance();
        const verdicts = await Promise.all(Array.from({ length: step.requests }, () => limiter.take(TENANT, limits)));
        const now = base.clock.now();
        passed.push(...verdicts.filter(({ isAllowed }) => isAllowed).map(() => now));
      }
      base.close();
      expect(mostOver(passed, limits[0]?.policy)).toEqual([]);
    });
    await fc.assert(property, { numRuns: 60, seed: 7 });
    openWorld();
  });

  /** Every stretch of the run in which more passed than may. */
  function mostOver(passed: readonly number[], policyOf: RatePolicy | undefined): string[] {
    const { quota = 0, windowSeconds = 1 } = policyOf ?? {};
    return passed.flatMap((start, from) =>
      passed.slice(from).flatMap((end, index) => {
        const seconds = (end - start) / 1_000 + LEASE_SECONDS;
        const allowed = quota + (seconds * quota) / windowSeconds;
        return index + 1 > allowed + 1e-6 ? [`${index + 1} in ${seconds} s, ${allowed} allowed`] : [];
      }),
    );
  }
});

describe('the headers', () => {
  const standings = [
    { name: 'tenant', quota: 600, windowSeconds: 60, remaining: 412, resetSeconds: 19 },
    { name: 'key', quota: 300, windowSeconds: 60, remaining: 0, resetSeconds: 3 },
  ] as const;
  it('are as in draft-ietf-httpapi-ratelimit-headers', () => {
    openWorld();
    expect(rateHeaders(standings)).toEqual({
      'ratelimit-policy': '"tenant";q=600;w=60, "key";q=300;w=60',
      ratelimit: '"tenant";r=412;t=19, "key";r=0;t=3',
    });
    expect(rateHeaders([])).toEqual({});
  });
  it('come through the gateway’s context as they were, and nothing else does', () => {
    openWorld();
    expect(readStandings(writeStandings(standings))).toEqual(standings);
    expect([readStandings(undefined), readStandings(''), readStandings('what;1;2;3;4')]).toEqual([[], [], []]);
  });
  it('a refusal names the limit that is spent', () => {
    openWorld();
    const { kind, code, details } = rateLimited(standings, 3);
    expect([kind, code, details.headers, details.facts]).toEqual([
      'too_many',
      'rate.limited',
      { 'retry-after': '3' },
      { limit: 'key', quota: 300, windowSeconds: 60, retryAfterSeconds: 3 },
    ]);
  });
});
