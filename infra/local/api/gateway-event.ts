/** The events that the gateway makes of a request (payload format 2.0), for a function and for an authorizer. */
import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { SelectedRoute } from './select-route.ts';

export type GatewayRequest = {
  readonly method: string;
  /** Percent-decoded once, as an HTTP API hands it on. */
  readonly path: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[] | undefined;
  readonly sourceIp: string;
  readonly protocol: string;
  readonly requestId: string;
  readonly timeMs: number;
};

export type GatewayPlace = {
  readonly apiId: string;
  readonly accountId: string;
  readonly stage: string;
  readonly domain: string;
};

/** Content types whose body a function gets as text; every other body comes in base64. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.+-]+\+(json|xml)\b)/i;

/** @throws URIError for a broken percent-encoding */
export function readRequest(incoming: IncomingMessage, timeMs: number): GatewayRequest {
  const url = incoming.url ?? '/';
  const mark = url.indexOf('?');
  const rawPath = mark < 0 ? url : url.slice(0, mark);
  const headers: Record<string, string> = {};
  let cookies: string[] | undefined;
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value === undefined) continue;
    if (name === 'cookie') cookies = String(value).split(/;\s*/);
    else headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const sourceIp = incoming.socket.remoteAddress ?? '127.0.0.1';
  const forwarded = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = forwarded === undefined ? sourceIp : `${forwarded}, ${sourceIp}`;
  headers['x-forwarded-proto'] ??= 'http';
  return {
    method: incoming.method ?? 'GET',
    path: rawPath.includes('%') ? decodeURIComponent(rawPath) : rawPath,
    rawQuery: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    cookies,
    sourceIp,
    protocol: `HTTP/${incoming.httpVersion}`,
    requestId: randomUUID(),
    timeMs,
  };
}

export function functionEvent(
  request: GatewayRequest,
  selected: SelectedRoute,
  place: GatewayPlace,
  body: Buffer | undefined,
  authorizer: { readonly lambda: unknown } | undefined,
) {
  return {
    version: '2.0',
    ...sharedPart(request, selected),
    requestContext: {
      ...contextOf(request, selected, place),
      ...(authorizer === undefined ? {} : { authorizer }),
    },
    ...bodyPart(request, body),
  };
}

export function authorizerEvent(
  request: GatewayRequest,
  selected: SelectedRoute,
  place: GatewayPlace,
  region: string,
  identitySource: readonly string[],
) {
  const api = `arn:aws:execute-api:${region}:${place.accountId}:${place.apiId}`;
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: `${api}/${place.stage}/${request.method}${request.path}`,
    identitySource: identitySource.length === 0 ? null : identitySource,
    ...sharedPart(request, selected),
    requestContext: contextOf(request, selected, place),
  };
}

function sharedPart(request: GatewayRequest, { route, pathParameters }: SelectedRoute) {
  const hasParameters = Object.keys(pathParameters).length > 0;
  return {
    routeKey: route.key,
    rawPath: request.path,
    rawQueryString: request.rawQuery,
    ...(request.cookies === undefined ? {} : { cookies: request.cookies }),
    headers: request.headers,
    ...(request.rawQuery === '' ? {} : { queryStringParameters: queryOf(request.rawQuery) }),
    ...(hasParameters ? { pathParameters } : {}),
  };
}

/** A parameter that is given several times has its values joined by commas. */
function queryOf(rawQuery: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  }
  return query;
}

const contextOf = (request: GatewayRequest, { route }: SelectedRoute, place: GatewayPlace) => ({
  accountId: place.accountId,
  apiId: place.apiId,
  domainName: place.domain,
  domainPrefix: place.apiId,
  http: {
    method: request.method,
    path: request.path,
    protocol: request.protocol,
    sourceIp: request.sourceIp,
    userAgent: request.headers['user-agent'] ?? '',
  },
  requestId: request.requestId,
  routeKey: route.key,
  stage: place.stage,
  time: logTime(request.timeMs),
  timeEpoch: request.timeMs,
});

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `24/Nov/2026:09:30:00 +0000` */
function logTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(8, 10)}/${MONTHS[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

function bodyPart({ headers }: GatewayRequest, body: Buffer | undefined) {
  if (body === undefined || body.length === 0) return { isBase64Encoded: false };
  const type = headers['content-type'];
  const isText = type === undefined || TEXT_TYPE.test(type);
  return isText && isUtf8(body)
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
}
