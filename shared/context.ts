/** What a command, query or reaction works with. Made once per request or message, for one tenant and one actor. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Actor } from './events/event.ts';
import type { Dispatch } from './http/dispatch.ts';
import type { Outbound } from './outbound/outbound.ts';
import type { PlatformPorts } from './platform-context.ts';
import type { CommitMarker } from './table/commit-marker.ts';
import type { Records } from './table/records.ts';
import type { IdSource, TenantId } from './values/ids.ts';
import type { Clock } from './values/time.ts';

export type Logger = {
  info(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string, facts?: Readonly<Record<string, unknown>>): void;
  error(message: string, facts?: Readonly<Record<string, unknown>>): void;
};

/** Figures for alarms and graphs, of the whole deployment: no tenant in their name, or there would be one for each. */
export type Metrics = { count(name: MetricName, value: number): void };
/**
 * `BooksBroken`: tenants; `DueWorkOverdue`: whole minutes that the most overdue record waits; `DueWorkFailed`: runs
 * that threw.
 */
export type MetricName = 'BooksBroken' | 'DueWorkOverdue' | 'DueWorkFailed';

export type Deps = {
  /** Where this runs (`dev`, `staging`, `prod`, `local`): only `local` lets this machine itself be a receiver. */
  readonly stage: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Uniform in [0, 1): jitter only. */
  readonly random: () => number;
  /** Waits on the clock port, so that the simulation can turn its own clock. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Bound to one tenant's credentials: IAM refuses every key of another tenant. */
  readonly table: { readonly client: DynamoDBDocumentClient; readonly name: string };
};

export type Context = {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  /** Permission patterns of the actor, such as `sales.*` or `crm.account:read`. */
  readonly permissions: readonly string[];
  readonly correlationId: string;
  readonly causationId: string;
  readonly deps: Deps;
  readonly records: Records;
  /** What makes the one commit of this request or message happen once: idempotency key or inbox marker. */
  readonly marker?: CommitMarker;
  /** Only where the module's manifest says `reachesPlatform`. */
  readonly platform?: PlatformPorts;
  /** Only for a route that says `dispatches`. */
  readonly dispatch?: Dispatch;
  /** Only where the module's manifest says `reachesOut`. */
  readonly outbound?: Outbound;
};

/**
 * The same work without the request's marker, for a job that commits in many steps. Each step must be safe to repeat
 * by itself (an upsert by external id, a derived id); the last step carries the marker.
 */
export function asStep(context: Context): Context {
  const { marker: _, ...rest } = context;
  return rest;
}
