/**
 * Counts each request of a known caller against the limits of the tenant's plan: one for the tenant, and one for an API
 * key besides. It is done where callers are told apart, since every request passes there, and before anything is read
 * for one that is over a limit.
 */
import type { AuthorizerContext } from '../../shared/http/api-event.ts';
import { bucketOf, limiterOf, type RateLimit, type RateVerdict } from '../../shared/http/rate-limits/rate-limiter.ts';
import { type RateName, writeStandings } from '../../shared/http/rate-limits/rate-policy.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { shortMemory } from '../../shared/short-memory.ts';
import { sha256 } from '../../shared/table/audit-chain.ts';
import type { Records } from '../../shared/table/records.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { PLANS, type PlanName } from './plans.ts';
import { subscription } from './subscription.entity.ts';
import { SUBSCRIPTION_ID } from './subscription.schema.ts';

export type RequestCounter = {
  /** The tenant's plan, remembered for a minute. Asked for beside other reads, so that it shares their round trip. */
  planOf(records: Records, tenantId: TenantId): Promise<PlanName>;
  /** A caller known of late who is over a limit, told from memory; undefined where it takes more than that. */
  refusal(credential: string): AuthorizerContext | undefined;
  /** Counts a request of a caller whose credential has just been found good. */
  count(credential: string, caller: AuthorizerContext, plan: PlanName): Promise<AuthorizerContext>;
};

const PLAN_KNOWN_MS = 60_000;
/** Only refusals rest on it: a credential that was revoked within this time is refused as too many, and gets nothing. */
const CALLER_KNOWN_MS = 10_000;
const KNOWN_MAX = 5_000;
const WINDOW_SECONDS = 60;

const counters = new WeakMap<Runtime, RequestCounter>();

/** One counter for each function instance: what it has leased is its own. */
export function requestCounter(runtime: Runtime): RequestCounter {
  const known = counters.get(runtime);
  if (known !== undefined) return known;
  const made = makeCounter(runtime);
  counters.set(runtime, made);
  return made;
}

type Caller = { readonly caller: AuthorizerContext; readonly limits: readonly RateLimit[] };

function makeCounter(runtime: Runtime): RequestCounter {
  const { clock, settings } = runtime;
  const limiter = limiterOf(runtime);
  const plans = shortMemory<PlanName>({ keptMs: PLAN_KNOWN_MS, max: KNOWN_MAX });
  /** By the digests of credentials, which are secrets. */
  const callers = shortMemory<Caller>({ keptMs: CALLER_KNOWN_MS, max: KNOWN_MAX });
  return {
    async planOf(records, tenantId) {
      const known = plans.get(tenantId, clock.now());
      if (known !== undefined) return known;
      const plan = (await records.get(subscription, SUBSCRIPTION_ID))?.plan ?? 'trial';
      plans.keep(tenantId, plan, clock.now());
      return plan;
    },
    refusal(credential) {
      const found = callers.get(sha256(credential), clock.now());
      const verdict = found && limiter.refuses(found.caller.tenantId as TenantId, found.limits);
      return verdict && refusedContext(found.caller, verdict);
    },
    async count(credential, caller, plan) {
      const limits = limitsOf(caller, plan, settings.rateFactor ?? 1);
      callers.keep(sha256(credential), { caller, limits }, clock.now());
      const verdict = await limiter.take(caller.tenantId as TenantId, limits);
      return verdict.isAllowed
        ? { ...caller, rate: writeStandings(verdict.standings) }
        : refusedContext(caller, verdict);
    },
  };
}

/** The limits on a caller: `factor` widens them where a stage is not the one that is paid for, such as a laptop. */
export function limitsOf({ actorKind, actorId }: AuthorizerContext, plan: PlanName, factor: number): RateLimit[] {
  const { requestsPerMinute } = PLANS[plan];
  const limit = (name: RateName): RateLimit => ({
    bucket: bucketOf(name, actorId),
    policy: { name, quota: Math.max(1, Math.round(requestsPerMinute[name] * factor)), windowSeconds: WINDOW_SECONDS },
  });
  return [limit('tenant'), ...(actorKind === 'apiKey' ? [limit('key')] : [])];
}

/** Without rights: the function that is asked refuses before it looks for any. */
const refusedContext = (caller: AuthorizerContext, verdict: RateVerdict): AuthorizerContext => ({
  ...caller,
  ...{ roles: '', patterns: '' },
  rate: writeStandings(verdict.standings),
  rateRetryAfter: String(verdict.retryAfterSeconds),
});
