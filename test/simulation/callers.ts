/**
 * People and integrators at the API: each sends a request until it is answered, with the same Idempotency-Key, and
 * remembers what was acknowledged.
 */
import { modules } from '../../domain/modules.ts';
import type { ApiEvent, ApiResult } from '../../shared/http/api-event.ts';
import { apiFunction } from '../../shared/http/api-function.ts';
import { topSegments } from '../../shared/http/router.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import type { Answer, RequestOptions, TestTenant } from '../harness/world.ts';
import type { Core } from './core.ts';
import { SECOND_MS } from './durations.ts';
import type { FunctionOf, Functions } from './functions.ts';

export type Caller = Pick<TestTenant, 'id' | 'get' | 'post' | 'patch' | 'delete'>;

export type Acknowledged = {
  readonly tenantId: TenantId;
  readonly path: string;
  readonly sent: unknown;
  readonly key: string;
  readonly answer: Answer;
};

export type Callers = {
  caller(tenantId: TenantId): Caller;
  /** Every POST that was answered with success, in order. */
  readonly acknowledged: Acknowledged[];
};

/** As `infra/stacks/api-stack.ts` sets it. */
export const REQUEST_TIME_OUT_MS = 28_000;
const ATTEMPTS_MAX = 60;

const apis = modules.map((manifest) => ({
  segments: topSegments(manifest.routes),
  of: {
    name: `${manifest.name} api`,
    // Middy's handler takes Lambda's context, which no code of ours reads.
    create: (runtime) => {
      const handle = apiFunction(manifest, runtime) as (event: ApiEvent, context: unknown) => Promise<ApiResult>;
      return (event) => handle(event, {});
    },
    timeOutMs: REQUEST_TIME_OUT_MS,
  } satisfies FunctionOf<ApiEvent, ApiResult> as FunctionOf<ApiEvent, ApiResult>,
}));

type Request = { readonly tenantId: TenantId; readonly method: string; readonly path: string; readonly body: unknown };

export function openCallers(core: Core, functions: Functions): Callers {
  const { agenda, chance, findings } = core;
  const acknowledged: Acknowledged[] = [];
  let requests = 0;
  const pause = (ms: number) => new Promise<void>((resolve) => agenda.after(ms, resolve));

  const invoke = async (request: Request, sent: RequestOptions): Promise<Answer | undefined> => {
    const event = eventOf(request, sent, `req_${requests}`);
    const api = apis.find(({ segments }) => segments.includes(event.rawPath.split('/')[2] ?? ''));
    if (api === undefined) throw new Error(`No module has ${request.path}`);
    const ended = await functions.invoke(api.of, event);
    return ended.kind === 'answered' ? answerOf(ended.answer) : undefined;
  };

  /** @returns undefined where the connection broke */
  const attempt = async (request: Request, sent: RequestOptions): Promise<Answer | undefined> => {
    requests += 1;
    await pause(chance.whole(1, 30));
    const fault = core.meet('http request', `${request.method} ${request.path}`);
    if (fault === 'request lost') return undefined;
    if (fault === 'request doubled') agenda.after(chance.whole(0, 40), () => void invoke(request, sent));
    const answer = await invoke(request, sent);
    if (answer === undefined) return undefined;
    const lost = core.meet('http answer', `${answer.status}`);
    return lost === 'answer lost' ? undefined : answer;
  };

  const send = async (request: Request, options: RequestOptions): Promise<Answer> => {
    const isChange = request.method !== 'GET';
    const key = options.key ?? `key-${chance.whole(1, 2 ** 40)}`;
    const sent = isChange ? { ...options, key } : options;
    for (let tries = 1; tries <= ATTEMPTS_MAX; tries += 1) {
      const answer = await attempt(request, sent);
      if (answer !== undefined && answer.status < 500) {
        if (request.method === 'POST' && answer.status < 300)
          acknowledged.push({ tenantId: request.tenantId, path: request.path, sent: request.body, key, answer });
        return answer;
      }
      if (answer === undefined) core.trace.mark('request sent again');
      await pause(chance.whole(200, 20 * SECOND_MS));
    }
    findings.push(`${request.method} ${request.path} was not answered in ${ATTEMPTS_MAX} attempts`);
    throw new Error(findings.at(-1));
  };

  return {
    acknowledged,
    caller: (tenantId) => ({
      id: tenantId,
      get: (path, options = {}) => send({ tenantId, method: 'GET', path, body: undefined }, options),
      post: (path, body, options = {}) => send({ tenantId, method: 'POST', path, body }, options),
      patch: (path, body, options = {}) => send({ tenantId, method: 'PATCH', path, body }, options),
      delete: (path, options = {}) => send({ tenantId, method: 'DELETE', path, body: undefined }, options),
    }),
  };
}

function eventOf({ tenantId, method, path, body }: Request, sent: RequestOptions, requestId: string): ApiEvent {
  const [rawPath = '', rawQueryString = ''] = `/v1${path}`.split('?');
  return {
    rawPath,
    rawQueryString,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(sent.key === undefined ? {} : { 'idempotency-key': sent.key }),
      ...(sent.ifMatch === undefined ? {} : { 'if-match': `"${sent.ifMatch}"` }),
      ...sent.headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    requestContext: {
      requestId,
      http: { method, path: rawPath },
      authorizer: { lambda: { tenantId, actorKind: 'user', actorId: 'usr_owner', roles: 'owner', patterns: '' } },
    },
  };
}

function answerOf({ statusCode: status, headers, body }: ApiResult): Answer {
  const isJson = headers['content-type']?.includes('json') === true;
  return { status, headers, body: isJson && body !== '' ? JSON.parse(body) : body };
}
