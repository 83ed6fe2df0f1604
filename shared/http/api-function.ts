/** The HTTP function of a module: everything between the gateway and a command, in one pipeline. */
import middy from '@middy/core';
import { isAllowed } from '../authz/roles.ts';
import type { Context } from '../context.ts';
import { lazyRuns } from '../lazy-run.ts';
import type { ModuleManifest, PublicRoute, Route, RouteInput, TenantRoute } from '../module.ts';
import { isRejection, reject } from '../rejection.ts';
import { platformContext, tenantContext } from '../runtime/contexts.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { AlreadyCommitted, type CommitMarker } from '../table/commit-marker.ts';
import type { TenantId } from '../values/ids.ts';
import type { ApiEvent, ApiResult, AuthorizerContext } from './api-event.ts';
import { KEPT_BODY_BYTES_MAX, keptAnswer, readIdempotencyKey, requestHashOf, scopeOf } from './idempotency.ts';
import { problemJson } from './problem-json.ts';
import { readInput } from './read-input.ts';
import { createRouter } from './router.ts';

const loaded = lazyRuns();
const CORRELATION = /^[A-Za-z0-9_-]{8,64}$/;

/** Binds a module's routes to a runtime: `export const create = (runtime) => apiFunction(salesModule, runtime)`. */
export function apiFunction(manifest: ModuleManifest, runtime: Runtime) {
  const find = createRouter(manifest.routes);
  const handle = async (event: ApiEvent): Promise<ApiResult> => {
    const { method } = event.requestContext.http;
    const { route, params } = find(method, event.rawPath);
    if (route.access === 'public') return answerPublic(runtime, route, readInput(route, params, event), event);
    const actor = authorize(manifest, route, event);
    return answerTenant({ manifest, runtime, route, event, actor }, readInput(route, params, event));
  };
  return middy<ApiEvent, ApiResult>(handle).use(problemJson(runtime.logger));
}

function authorize(manifest: ModuleManifest, route: TenantRoute, event: ApiEvent): AuthorizerContext {
  const actor = event.requestContext.authorizer?.lambda;
  if (typeof actor?.tenantId !== 'string')
    throw reject('unauthenticated', 'auth.required', 'A valid token or API key is required.');
  const permission = manifest.permissions.find(({ name }) => name === route.permission);
  const held = { roles: splitList(actor.roles), patterns: splitList(actor.patterns) };
  if (permission === undefined || !isAllowed(held, permission)) {
    throw reject('forbidden', 'auth.forbidden', `This needs the permission ${route.permission}.`, {
      facts: { permission: route.permission },
    });
  }
  return actor;
}

const splitList = (text: string): string[] => text.split(',').filter((part) => part !== '');

function correlationOf(event: ApiEvent): string {
  const sent = event.headers['x-correlation-id'];
  return sent !== undefined && CORRELATION.test(sent) ? sent : event.requestContext.requestId;
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
  });
  const run = await loaded(route.run);
  return render(route, await run(context, input));
}

type Call = {
  manifest: ModuleManifest;
  runtime: Runtime;
  route: TenantRoute;
  event: ApiEvent;
  actor: AuthorizerContext;
};

async function answerTenant({ manifest, runtime, route, event, actor }: Call, input: RouteInput): Promise<ApiResult> {
  const marker = route.method === 'POST' ? idempotencyMarker(route, event, actor, input) : undefined;
  const context = tenantContext(
    runtime,
    {
      tenantId: actor.tenantId as TenantId,
      actor: { kind: actor.actorKind, id: actor.actorId },
      permissions: [...splitList(actor.roles), ...splitList(actor.patterns)],
      correlationId: correlationOf(event),
      causationId: event.requestContext.requestId,
      marker,
    },
    manifest.reachesPlatform,
  );
  if (marker === undefined) return render(route, await (await loaded(route.run))(context, input));
  return (await keptAnswer(context.records, marker)) ?? runOnce(route, context, input, marker);
}

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
