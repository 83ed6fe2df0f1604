/** Carries out requests of all modules on behalf of one: each goes through its own route, as if it had come by itself. */
import type { ModuleManifest, Route } from '../module.ts';
import { isRejection, reject } from '../rejection.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { sha256 } from '../table/audit-chain.ts';
import type { TenantId } from '../values/ids.ts';
import type { ApiEvent, ApiResult, AuthorizerContext } from './api-event.ts';
import { problemOf } from './problem-json.ts';
import { bucketOf, limiterOf, type RateLimit } from './rate-limits/rate-limiter.ts';
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
/** What the operations of one request that are of one module share. */
type OpenModule = { readonly find: ReturnType<typeof createRouter>; readonly api: Api };
export type DispatchPorts = {
  readonly runtime: Runtime;
  readonly load: LoadModules;
  /** The HTTP function of another module, over the same runtime. */
  readonly apiOf: (manifest: ModuleManifest) => Api;
};

/** A dispatcher for the operations of one request: its caller, its correlation, its Idempotency-Key. */
export function dispatcher(ports: DispatchPorts, event: ApiEvent, actor: AuthorizerContext): Dispatch {
  const opened = new Map<ModuleManifest, OpenModule>();
  const open = (manifest: ModuleManifest): OpenModule => {
    const module = opened.get(manifest) ?? { find: createRouter(manifest.routes), api: ports.apiOf(manifest) };
    opened.set(manifest, module);
    return module;
  };
  return async (operation, index) => {
    const made = eventOf(event, operation, index);
    try {
      const { find, api } = open(await ownerOf(ports, made));
      expectOperation(find(made.requestContext.http.method, made.rawPath).route);
      const counted = await countOperation(ports.runtime, actor);
      return await api(withActor(made, counted), {});
    } catch (error) {
      if (isRejection(error)) return problemOf(error, made.requestContext.requestId);
      throw error;
    }
  };
}

/** The module of a path. @throws Rejection 404 */
async function ownerOf({ load }: DispatchPorts, event: ApiEvent): Promise<ModuleManifest> {
  const segment = event.rawPath.split('/')[2] ?? '';
  const manifest = (await load()).find(({ routes }) => topSegments(routes).includes(segment));
  if (manifest === undefined) throw reject('not_found', 'route.not_found', 'There is nothing at this path.');
  return manifest;
}

/** @throws Rejection 422 `batch.not_here` for what is no request of a signed-in caller, or a batch itself */
function expectOperation(route: Route): void {
  if (route.access === 'public' || route.dispatches === true)
    throw reject('invalid', 'batch.not_here', 'This is no operation of a batch: send it by itself.');
}

/** Each operation counts as the request that it is. */
async function countOperation(runtime: Runtime, actor: AuthorizerContext): Promise<AuthorizerContext> {
  const standings = readStandings(actor.rate);
  if (standings.length === 0) return actor;
  const limits: RateLimit[] = standings.map(({ name, quota, windowSeconds }) => ({
    bucket: bucketOf(name, actor.actorId),
    policy: { name, quota, windowSeconds },
  }));
  const verdict = await limiterOf(runtime).take(actor.tenantId as TenantId, limits);
  const rate = writeStandings(verdict.standings);
  return verdict.isAllowed ? { ...actor, rate } : { ...actor, rate, rateRetryAfter: String(verdict.retryAfterSeconds) };
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
const derivedKey = (key: string, index: number): string => sha256(`batch\u0000${key.trim()}\u0000${index}`);
