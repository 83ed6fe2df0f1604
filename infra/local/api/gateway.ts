/** The HTTP API: from a request of Node's server to a function's answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../../shared/context.ts';
import type { LocalFunction } from '../lambda/functions.ts';
import { TimedOut } from '../lambda/functions.ts';
import { reasonOf } from '../log.ts';
import { openAuthorizer, type Refusal } from './authorize.ts';
import { corsHeaders, preflight } from './cors.ts';
import { answerOf, type GatewayAnswer, gatewayProblem, send } from './gateway-answer.ts';
import { functionEvent, type GatewayPlace, type GatewayRequest, readRequest } from './gateway-event.ts';
import type { HttpApi } from './read-api.ts';
import { BodyTooLarge, drain, readBody } from './read-body.ts';
import { compileRoutes } from './select-route.ts';

export type GatewayPorts = {
  readonly api: HttpApi;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly logger: Logger;
  readonly now: () => number;
  readonly region: string;
  readonly account: string;
  readonly domain: string;
  /** Resolves when what the request wrote is as safe as it is promised to be. */
  readonly acknowledge: () => Promise<void>;
};

/** A reader is promised nothing but what it reads. */
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

export type Gateway = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

export function openGateway(ports: GatewayPorts): Gateway {
  const { api, functions, logger } = ports;
  const place: GatewayPlace = { apiId: api.id, accountId: ports.account, stage: api.stage, domain: ports.domain };
  const select = compileRoutes(api.routes);
  const authorize = openAuthorizer(functions, place, ports.region);

  const answer = async (request: GatewayRequest, incoming: IncomingMessage): Promise<GatewayAnswer> => {
    const problem = (status: number, code: string, detail: string) =>
      gatewayProblem(status, code, detail, request.requestId);
    const ready = preflight(api.cors, request);
    if (ready !== undefined) return ready;
    if (!request.path.startsWith(api.stagePath)) return problem(404, 'gateway.not_found', 'There is no such stage.');
    const selected = select(request.method, request.path.slice(api.stagePath.length));
    if (selected === undefined) return problem(404, 'gateway.not_found', 'There is nothing at this path.');
    const authorization = await authorize(request, selected);
    if (authorization.outcome !== 'allowed') return refusal(authorization, request.requestId, logger);
    const authorizer = selected.route.authorizer === undefined ? undefined : { lambda: authorization.context ?? null };
    const body = await readBody(incoming);
    return invoke(functions.get(selected.route.functionArn), functionEvent(request, selected, place, body, authorizer));
  };

  return async (incoming, response) => {
    const request = requestOf(incoming, ports.now());
    const requestId = request?.requestId ?? 'none';
    const result =
      request === undefined
        ? gatewayProblem(400, 'gateway.bad_encoding', 'The path has a broken percent-encoding.', requestId)
        : await answer(request, incoming).catch((error: unknown) => failure(error, requestId, logger));
    const headers = corsHeaders(api.cors, request?.headers.origin);
    await drain(incoming);
    if (!READS.has(request?.method ?? '')) await ports.acknowledge();
    send(response, { ...result, headers: { ...result.headers, ...headers } }, incoming.method === 'HEAD', requestId);
  };
}

function requestOf(incoming: IncomingMessage, now: number): GatewayRequest | undefined {
  try {
    return readRequest(incoming, now);
  } catch {
    return undefined;
  }
}

async function invoke(target: LocalFunction | undefined, event: unknown): Promise<GatewayAnswer> {
  if (target === undefined) throw new Error('The route has no function');
  return answerOf(await target.invoke(event));
}

const REFUSALS = {
  unauthorized: [401, 'gateway.unauthorized', 'The request carries no identity.'],
  forbidden: [403, 'gateway.forbidden', 'The request was refused.'],
  failed: [500, 'gateway.authorizer_failed', 'Something went wrong on our side.'],
} as const;

function refusal({ outcome, reason }: Refusal, requestId: string, logger: Logger): GatewayAnswer {
  if (outcome === 'failed') logger.error('the authorizer failed', { requestId, reason });
  const [status, code, detail] = REFUSALS[outcome];
  return gatewayProblem(status, code, detail, requestId);
}

function failure(error: unknown, requestId: string, logger: Logger): GatewayAnswer {
  if (error instanceof BodyTooLarge) {
    return gatewayProblem(413, 'gateway.too_large', 'The body is over 10 MB.', requestId);
  }
  const stack = error instanceof Error ? error.stack : undefined;
  logger.error('a request failed', { requestId, reason: reasonOf(error), stack });
  return error instanceof TimedOut
    ? gatewayProblem(503, 'gateway.timeout', 'The request took too long.', requestId)
    : gatewayProblem(500, 'gateway.internal', 'Something went wrong on our side.', requestId);
}
