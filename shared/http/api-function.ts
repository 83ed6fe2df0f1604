/** The HTTP function of a module: everything between the gateway and a command, in one pipeline. */
import middy from '@middy/core';
import { isAllowed } from '../authz/roles.ts';
import type { Context } from '../context.ts';
import { lazyRuns } from '../lazy-run.ts';
import {
  isKeyed,
  type KeyedRoute,
  type ModuleManifest,
  type PublicRoute,
  type Route,
  type RouteInput,
  type SentRequest,
  type TenantRoute,
} from '../module.ts';
import type { PlatformContext } from '../platform-context.ts';
import { isRejection, reject } from '../rejection.ts';
import { platformContext, tenantContext } from '../runtime/contexts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { AlreadyCommitted, type CommitMarker } from '../table/commit-marker.ts';
import type { TenantId } from '../values/ids.ts';
import type { PublicKey } from '../values/public-key.ts';
import type { ApiEvent, ApiResult, AuthorizerContext } from './api-event.ts';
import { dispatcher } from './dispatch.ts';
import { KEPT_BODY_BYTES_MAX, keptAnswer, readIdempotencyKey, requestHashOf, scopeOf } from './idempotency.ts';
import { problemJson } from './problem-json.ts';
import { refuseOverRate, saidRates } from './rate-limits/said-rates.ts';
import { readInput } from './read-input.ts';
import { createRouter } from './router.ts';
import { sayPlace } from './said-place.ts';
import { requestedVersion, saidVersion } from './said-version.ts';
import { type ApiVersion, changesAfter, newerBody } from './versions.ts';
import { type LoadModules, readView, viewAnswer } from './view-answer.ts';

const loaded = lazyRuns();
const CORRELATION = /^[A-Za-z0-9_-]{8,64}$/;

/**
 * Binds a module's routes to a runtime: `export const create = (runtime) => apiFunction(salesModule, runtime)`. `load`
 * gives all modules, for answers that hold what is another's.
 */
export function apiFunction(manifest: ModuleManifest, runtime: Runtime, load: LoadModules = async () => [manifest]) {
  const find = createRouter(manifest.routes);
  const handle = async (event: ApiEvent): Promise<ApiResult> => {
    refuseOverRate(event);
    const version = requestedVersion(event);
    const { method } = event.requestContext.http;
    const { route, params } = find(method, event.rawPath);
    const changes = changesAfter(manifest.changes, version);
    const read = (): RouteInput => ({
      ...readInput(route, params, event, (body) => (changes.length === 0 ? body : newerBody(changes, route, body))),
      version,
    });
    if (isKeyed(route)) return answerKeyed(manifest, runtime, route, read(), event);
    if (route.access === 'public') return answerPublic(runtime, route, read(), event);
    const actor = authorize(manifest, route, event);
    return answerTenant({ manifest, runtime, route, event, actor, version, load }, read());
  };
  // The answer to an error is made by the last that is used, and the others speak beside it.
  return middy<ApiEvent, ApiResult>(handle).use(saidRates()).use(saidVersion()).use(problemJson(runtime.logger));
}

function authorize(manifest: ModuleManifest, route: TenantRoute, event: ApiEvent): AuthorizerContext {
  const actor = event.requestContext.authorizer?.lambda;
  if (typeof actor?.tenantId !== 'string')
    throw reject('unauthenticated', 'auth.required', 'A valid token or API key is required.');
  const permission = manifest.permissions.find(({ name }) => name === route.permission);
  if (permission === undefined || !isAllowed(heldBy(actor), permission)) {
    throw reject('forbidden', 'auth.forbidden', `This needs the permission ${route.permission}.`, {
      facts: { permission: route.permission },
    });
  }
  return actor;
}

const heldBy = (actor: AuthorizerContext) => ({ roles: splitList(actor.roles), patterns: splitList(actor.patterns) });
const splitList = (text: string): string[] => text.split(',').filter((part) => part !== '');

function correlationOf(event: ApiEvent): string {
  const sent = event.headers['x-correlation-id'];
  return sent !== undefined && CORRELATION.test(sent) ? sent : event.requestContext.requestId;
}

/** The authorizer's word alone says who it is; a route of which it is not asked has none. */
function callerOf({ requestContext }: ApiEvent): PlatformContext['caller'] {
  const known = requestContext.authorizer?.lambda;
  if (typeof known?.tenantId !== 'string') return undefined;
  return { tenantId: known.tenantId as TenantId, actor: { kind: known.actorKind, id: known.actorId } };
}

async function answerPublic(
  runtime: Runtime,
  route: PublicRoute,
  input: RouteInput,
  event: ApiEvent,
): Promise<ApiResult> {
  const context = platformContext(runtime, {
    actor: { kind: 'system', id: 'public' },
    correlationId: correlationOf(event),
    causationId: event.requestContext.requestId,
    idempotencyKey: readIdempotencyKey(event.headers['idempotency-key']),
    caller: route.knowsCaller === true ? callerOf(event) : undefined,
  });
  const run = await loaded(route.run);
  return render(route, await run(context, input));
}

async function answerKeyed(
  manifest: ModuleManifest,
  runtime: Runtime,
  route: KeyedRoute,
  input: RouteInput,
  event: ApiEvent,
): Promise<ApiResult> {
  const { publicKey } = input.params as { readonly publicKey: PublicKey };
  const facts = {
    tenantId: publicKey.tenantId,
    actor: { kind: 'system', id: route.actsAs },
    correlationId: event.requestContext.requestId,
    causationId: event.requestContext.requestId,
  } as const;
  const run = await loaded(route.run);
  const context = tenantContext(runtime, facts, manifest);
  const answer = render(route, await run(context, input as RouteInput & { sent: SentRequest }));
  const { origin } = event.headers;
  if (route.formEncoded !== true || origin === undefined) return answer;
  // The handler has let the origin in; a page of another one could not read this.
  return { ...answer, headers: { ...answer.headers, 'access-control-allow-origin': origin, vary: 'origin' } };
}

type Call = {
  manifest: ModuleManifest;
  runtime: Runtime;
  route: TenantRoute;
  event: ApiEvent;
  actor: AuthorizerContext;
  version: ApiVersion;
  load: LoadModules;
};

async function answerTenant(call: Call, input: RouteInput): Promise<ApiResult> {
  const { manifest, route, event, actor, version, load } = call;
  const view = await readView(manifest, route, event, version, load);
  const marker = route.method === 'POST' ? idempotencyMarker(route, event, actor, input) : undefined;
  const context = contextOf(call, marker);
  const made =
    marker === undefined
      ? render(route, await (await loaded(route.run))(context, input))
      : ((await keptAnswer(context.records, marker)) ?? (await runOnce(route, context, input, marker)));
  const result = sayPlace(made, manifest, input.params, event);
  return view === undefined ? result : viewAnswer(result, route, view, { context, holder: heldBy(actor) });
}

function contextOf(
  { manifest, runtime, route, event, actor, load }: Call,
  marker: IdempotencyMarker | undefined,
): Context {
  const { roles, patterns } = heldBy(actor);
  const facts = {
    tenantId: actor.tenantId as TenantId,
    actor: { kind: actor.actorKind, id: actor.actorId },
    permissions: [...roles, ...patterns],
    correlationId: correlationOf(event),
    causationId: event.requestContext.requestId,
    marker,
  };
  const context = tenantContext(runtime, facts, manifest);
  if (route.dispatches !== true) return context;
  const apiOf = (other: ModuleManifest) => apiFunction(other, runtime, load) as OtherApi;
  return { ...context, dispatch: dispatcher({ runtime, load, apiOf }, event, actor) };
}

/** Middy's handler takes Lambda's context, which no code of ours reads. */
type OtherApi = (event: ApiEvent, context: unknown) => Promise<ApiResult>;

type IdempotencyMarker = Extract<CommitMarker, { kind: 'idempotency' }>;

/**
 * Of two requests with one key at once, the loser of the commit gives the winner's answer; so does one that looked at
 * its key before the winner's commit and at the state after it, and is refused for what the winner has done.
 */
async function runOnce(
  route: TenantRoute,
  context: Context,
  input: RouteInput,
  marker: IdempotencyMarker,
): Promise<ApiResult> {
  try {
    const run = await loaded(route.run);
    return render(route, await run(context, input));
  } catch (error) {
    if (!(error instanceof AlreadyCommitted || isRejection(error))) throw error;
    const kept = await keptAnswer(context.records, marker);
    if (kept !== undefined) return kept;
    if (isRejection(error)) throw error;
    throw reject('unavailable', 'idempotency.in_progress', 'This request is being carried out. Try again.', {
      headers: { 'retry-after': '1' },
    });
  }
}

function idempotencyMarker(
  route: TenantRoute,
  event: ApiEvent,
  actor: AuthorizerContext,
  input: RouteInput,
): IdempotencyMarker | undefined {
  const key = readIdempotencyKey(event.headers['idempotency-key']);
  if (key === undefined) return undefined;
  return {
    kind: 'idempotency',
    scope: scopeOf({ kind: actor.actorKind, id: actor.actorId }, route.method, event.rawPath, key),
    requestHash: requestHashOf(input.body, input.query),
    render: (result) => {
      const { statusCode, headers, body } = render(route, result);
      const kept = route.secret !== true && Buffer.byteLength(body) <= KEPT_BODY_BYTES_MAX;
      return {
        status: statusCode,
        ...(headers.etag === undefined ? {} : { etag: headers.etag }),
        ...(kept ? { body } : {}),
      };
    },
  };
}

/** The answer in the route's shape. An answer that breaks its schema is our fault: a 500, never the caller's. */
function render(route: Route, result: unknown): ApiResult {
  const statusCode = route.status ?? 200;
  if (statusCode === 204) return { statusCode, headers: {}, body: '' };
  if (route.contentType !== undefined)
    return { statusCode, headers: { 'content-type': route.contentType }, body: String(result) };
  const body = route.response.parse(result);
  const version = (body as { version?: unknown } | null)?.version;
  return {
    statusCode,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(typeof version === 'number' ? { etag: `"${version}"` } : {}),
    },
    body: JSON.stringify(body),
  };
}
