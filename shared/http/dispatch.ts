/** Carries out requests of all modules on behalf of one: each goes through its own route, as if it had come by itself. */
import { createHash } from 'node:crypto';
import type { ModuleManifest } from '../module.ts';
import { isRejection, reject } from '../rejection.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { TenantId } from '../values/ids.ts';
import type { ApiEvent, ApiResult, AuthorizerContext } from './api-event.ts';
import { problemOf } from './problem-json.ts';
import { type RateLimit, type RateLimiter, rateLimiter } from './rate-limits/rate-limiter.ts';
import { readStandings, writeStandings } from './rate-limits/rate-policy.ts';
import { API_PREFIX, createRouter, topSegments } from './router.ts';
import type { LoadModules } from './view-answer.ts';

/** One request within another. */
export type Operation = {
  readonly method: string;
  /** With or without `/v1`, percent-encoded as in a request line, and its query. */
  readonly path: string;
  readonly body?: unknown;
  /** Names in lower case; those that speak of the one request, such as `if-match`. */
  readonly headers: Readonly<Record<string, string>>;
};

/** Carries out the operation at this place of the request; refusals are answers as well. */
export type Dispatch = (operation: Operation, index: number) => Promise<ApiResult>;

type Api = (event: ApiEvent, context: unknown) => Promise<ApiResult>;
export type DispatchPorts = {
  readonly runtime: Runtime;
  readonly load: LoadModules;
  /** The HTTP function of another module, over the same runtime. */
  readonly apiOf: (manifest: ModuleManifest) => Api;
};

const limiters = new WeakMap<Runtime, RateLimiter>();

/** A dispatcher for the operations of one request: its caller, its correlation, its Idempotency-Key. */
export function dispatcher(ports: DispatchPorts, event: ApiEvent, actor: AuthorizerContext): Dispatch {
  return async (operation, index) => {
    const made = eventOf(event, operation, index);
    try {
      const manifest = await ownerOf(ports, made);
      const counted = await countOperation(ports.runtime, actor);
      return await ports.apiOf(manifest)(withActor(made, counted), {});
    } catch (error) {
      if (isRejection(error)) return problemOf(error, made.requestContext.requestId);
      throw error;
    }
  };
}

/** The module of a path. @throws Rejection 404, 422 `batch.not_here` for what is no request of a signed-in caller, or a batch itself */
async function ownerOf({ load }: DispatchPorts, event: ApiEvent): Promise<ModuleManifest> {
  const segment = event.rawPath.split('/')[2] ?? '';
  const manifest = (await load()).find(({ routes }) => topSegments(routes).includes(segment));
  if (manifest === undefined) throw reject('not_found', 'route.not_found', 'There is nothing at this path.');
  const { route } = createRouter(manifest.routes)(event.requestContext.http.method, event.rawPath);
  if (route.access === 'public' || route.dispatches === true)
    throw reject('invalid', 'batch.not_here', 'This is no operation of a batch: send it by itself.');
  return manifest;
}

/** Each operation counts as the request that it is. */
async function countOperation(runtime: Runtime, actor: AuthorizerContext): Promise<AuthorizerContext> {
  const standings = readStandings(actor.rate);
  if (standings.length === 0) return actor;
  const limits: RateLimit[] = standings.map(({ name, quota, windowSeconds }) => ({
    bucket: name === 'tenant' ? 'tenant' : actor.actorId,
    policy: { name, quota, windowSeconds },
  }));
  const limiter = limiters.get(runtime) ?? makeLimiter(runtime);
  limiters.set(runtime, limiter);
  const verdict = await limiter.take(actor.tenantId as TenantId, limits);
  const rate = writeStandings(verdict.standings);
  return verdict.isAllowed ? { ...actor, rate } : { ...actor, rate, rateRetryAfter: String(verdict.retryAfterSeconds) };
}

function makeLimiter(runtime: Runtime): RateLimiter {
  const { clock, ids, sleep, random, logger, settings } = runtime;
  const tableOf = (tenantId: TenantId) => ({ client: runtime.tenantTable(tenantId), name: settings.tableName });
  return rateLimiter({ clock, ids, sleep, random, logger, tableOf });
}

/** Headers of the whole request that hold for each operation. */
const SHARED_HEADERS = ['x-correlation-id', 'tandem-version'];

function eventOf(whole: ApiEvent, { method, path, body, headers }: Operation, index: number): ApiEvent {
  const [address = '', rawQueryString = ''] = splitOnce(path, '?');
  const rawPath = decodePath(address.startsWith(`${API_PREFIX}/`) ? address : API_PREFIX + address);
  const shared = SHARED_HEADERS.flatMap((name) =>
    whole.headers[name] === undefined ? [] : [[name, whole.headers[name]]],
  );
  const key = whole.headers['idempotency-key'];
  return {
    ...{ rawPath, rawQueryString },
    headers: {
      ...Object.fromEntries(shared),
      ...(key === undefined || method !== 'POST' ? {} : { 'idempotency-key': derivedKey(key, index) }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    requestContext: {
      requestId: `${whole.requestContext.requestId}-${index}`,
      http: { ...whole.requestContext.http, method, path: rawPath },
    },
  };
}

const splitOnce = (text: string, at: string): string[] => {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
};

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const withActor = (event: ApiEvent, actor: AuthorizerContext): ApiEvent => ({
  ...event,
  requestContext: { ...event.requestContext, authorizer: { lambda: actor } },
});

/** The same for the same batch and place, so that a batch that is sent again does nothing twice. */
const derivedKey = (key: string, index: number): string =>
  createHash('sha256').update(`batch\u0000${key.trim()}\u0000${index}`).digest('base64url');
