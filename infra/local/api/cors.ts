/** Cross-origin answers of an HTTP API that has CORS configured, and of a bucket. */
import type { GatewayAnswer } from './gateway-answer.ts';
import type { GatewayRequest } from './gateway-event.ts';
import type { CorsSettings } from './read-api.ts';

/** `*`, or an origin with `*` in the place of one part. */
export function originAllowed(allowed: readonly string[], origin: string): boolean {
  return allowed.some((pattern) => {
    if (pattern === '*' || pattern === origin) return true;
    const [before = '', after] = pattern.split('*');
    return after !== undefined && origin.startsWith(before) && origin.endsWith(after);
  });
}

/** Headers for an answer to another origin; empty where there is no origin or it is not allowed. */
export function corsHeaders(cors: CorsSettings | undefined, origin: string | undefined): Record<string, string> {
  if (cors === undefined || origin === undefined || !originAllowed(cors.origins, origin)) return {};
  return {
    'access-control-allow-origin': cors.origins.includes('*') && !cors.credentials ? '*' : origin,
    ...(cors.credentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposed.length === 0 ? {} : { 'access-control-expose-headers': cors.exposed.join(',') }),
    vary: 'Origin',
  };
}

/** The gateway answers a preflight itself where CORS is configured. */
export function preflight(cors: CorsSettings | undefined, request: GatewayRequest): GatewayAnswer | undefined {
  const { origin, 'access-control-request-method': method } = request.headers;
  if (cors === undefined || request.method !== 'OPTIONS' || origin === undefined || method === undefined) {
    return undefined;
  }
  const headers = corsHeaders(cors, origin);
  if (Object.keys(headers).length === 0) return { statusCode: 204, headers: {}, body: '' };
  return {
    statusCode: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': cors.methods.join(','),
      'access-control-allow-headers': cors.headers.join(','),
      ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
    },
    body: '',
  };
}
