/** Makes the context of a request, a message or a schedule from the runtime. */
import type { Context } from '../context.ts';
import type { Actor } from '../events/event.ts';
import type { ModuleManifest } from '../module.ts';
import type { OutboundRequest } from '../outbound/outbound.ts';
import type { PlatformContext, PlatformPorts } from '../platform-context.ts';
import type { CommitMarker } from '../table/commit-marker.ts';
import { recordsOf } from '../table/records.ts';
import type { TenantId } from '../values/ids.ts';
import type { Runtime } from './runtime.ts';

export type ContextFacts = {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly permissions?: readonly string[];
  readonly correlationId: string;
  readonly causationId: string;
  readonly marker?: CommitMarker | undefined;
};

/** What beyond its tenant's records a module may reach, as its manifest says. */
export type Reach = Partial<Pick<ModuleManifest, 'reachesPlatform' | 'reachesOut'>>;

/** Platform items carry this in the place of a tenant; no key contains it. */
const NO_TENANT = '' as TenantId;

export function tenantContext(runtime: Runtime, facts: ContextFacts, reach: Reach = {}): Context {
  const { clock, ids, random, sleep, logger, metrics, settings } = runtime;
  const table = { client: runtime.tenantTable(facts.tenantId), name: settings.tableName };
  return {
    tenantId: facts.tenantId,
    actor: facts.actor,
    permissions: facts.permissions ?? [],
    correlationId: facts.correlationId,
    causationId: facts.causationId,
    deps: { stage: settings.stage, clock, ids, random, sleep, logger, metrics, table },
    records: recordsOf(table, facts.tenantId),
    ...(facts.marker === undefined ? {} : { marker: facts.marker }),
    ...(reach.reachesPlatform === true ? { platform: platformPorts(runtime, facts) } : {}),
    // Made at its first use: of a module's functions only those that send are handed a sender.
    ...(reach.reachesOut === true ? { outbound: (request: OutboundRequest) => runtime.outbound()(request) } : {}),
  };
}

type Cause = { readonly correlationId: string; readonly causationId: string };

/** Clients are made when they are first asked for: most functions use one of them, and a bundle carries what it uses. */
export function platformPorts(runtime: Runtime, cause: Cause): PlatformPorts {
  const { settings } = runtime;
  const table = { client: runtime.platformTable(), name: settings.tableName };
  return {
    table,
    records: recordsOf(table, NO_TENANT),
    stage: settings.stage,
    get identity() {
      return { client: runtime.identity(), userPoolId: settings.userPoolId, clientId: settings.userPoolClientId };
    },
    get files() {
      return { client: runtime.files(), bucket: settings.bucketName };
    },
    inTenant: (tenantId, actor) =>
      tenantContext(
        runtime,
        { tenantId, actor, correlationId: cause.correlationId, causationId: cause.causationId },
        { reachesPlatform: true },
      ),
  };
}

export function platformContext(
  runtime: Runtime,
  cause: Cause & { actor: Actor; idempotencyKey?: string | undefined; caller?: PlatformContext['caller'] | undefined },
): PlatformContext {
  const { clock, ids, random, sleep, logger, metrics, settings } = runtime;
  return {
    actor: cause.actor,
    correlationId: cause.correlationId,
    causationId: cause.causationId,
    ...(cause.idempotencyKey === undefined ? {} : { idempotencyKey: cause.idempotencyKey }),
    ...(cause.caller === undefined ? {} : { caller: cause.caller }),
    deps: { stage: settings.stage, clock, ids, random, sleep, logger, metrics },
    platform: platformPorts(runtime, cause),
  };
}

/** A context over the platform space, for a unit of work there (`commit(platformWork(context), …)`). */
export function platformWork(context: PlatformContext): Context {
  const { platform, deps, actor, correlationId, causationId } = context;
  return {
    tenantId: NO_TENANT,
    actor,
    permissions: [],
    correlationId,
    causationId,
    platform,
    deps: { ...deps, table: platform.table },
    records: platform.records,
  };
}
