/**
 * The endpoints of a tenant as an instance of a function remembers them for some seconds, so that a tenant without any
 * costs nothing by the event. Who makes an endpoint meanwhile misses nothing: a catch-up looks through the log for what
 * was said in those seconds (`start-replay.ts`).
 */
import type { Context } from '../../shared/context.ts';
import { type ShortMemory, shortMemory } from '../../shared/short-memory.ts';
import type { Clock } from '../../shared/values/time.ts';
import { DIRECTORY_ID, type Endpoint, webhookDirectory } from './webhook-directory.entity.ts';

export const REMEMBERED_MS = 10_000;
const TENANTS_MAX = 1_000;

type Endpoints = readonly Endpoint[];
/** By the clock of the instance, of which there is one: instances in one process (tests, the simulation) share nothing. */
const instances = new WeakMap<Clock, ShortMemory<Endpoints>>();

function memoryOf({ deps }: Context): ShortMemory<Endpoints> {
  const known = instances.get(deps.clock) ?? shortMemory<Endpoints>({ keptMs: REMEMBERED_MS, max: TENANTS_MAX });
  instances.set(deps.clock, known);
  return known;
}

/** The tenant's endpoints, enabled or not, as of at most `REMEMBERED_MS` ago. */
export async function endpointsOf(context: Context): Promise<Endpoints> {
  const memory = memoryOf(context);
  const now = context.deps.clock.now();
  const known = memory.get(context.tenantId, now);
  if (known !== undefined) return known;
  const { endpoints = [] } = (await context.records.get(webhookDirectory, DIRECTORY_ID)) ?? {};
  memory.keep(context.tenantId, endpoints, now);
  return endpoints;
}

/** Somebody has changed an endpoint of the tenant: its next event reads them anew. */
export const forgetEndpoints = (context: Context): void => {
  memoryOf(context).forget(context.tenantId);
};
