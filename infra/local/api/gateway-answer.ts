/** What the gateway sends back: a function's answer, or a problem of its own in the API's shape. */
import type { ServerResponse } from 'node:http';

export type GatewayAnswer = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body: string | Buffer;
};

type FunctionAnswer = {
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
};

/** Lambda gives no larger answer to a caller that waits for it. */
const ANSWER_BYTES_MAX = 6 * 1024 * 1024;
const NO_BODY = new Set([204, 304]);

/**
 * A function's answer in payload format 2.0. One without `statusCode` is itself the body, as JSON.
 * @throws Error for an answer that the gateway would refuse with 500
 */
export function answerOf(result: unknown): GatewayAnswer {
  const answer = (result ?? {}) as FunctionAnswer;
  if (typeof result !== 'object' || result === null || answer.statusCode === undefined) {
    const body = typeof result === 'string' ? result : (JSON.stringify(result) ?? '');
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers = {}, cookies, body = '', isBase64Encoded } = answer;
  if (typeof statusCode !== 'number' || !Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599) {
    throw new Error('The function answered with a status that is none');
  }
  if (typeof body !== 'string') throw new Error('The function answered with a body that is no text');
  if (body.length > ANSWER_BYTES_MAX) throw new Error('The function answered with more than 6 MB');
  const texts = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return {
    statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...texts },
    ...(cookies === undefined ? {} : { cookies }),
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Sign in first',
  403: 'Not allowed',
  404: 'Not found',
  408: 'The request took too long',
  413: 'Too large',
  431: 'Too large',
  500: 'Internal error',
  503: 'Try again',
};

/** An error of the gateway itself, in the shape of `shared/http/problem-json.ts`. */
export function gatewayProblem(statusCode: number, code: string, detail: string, instance: string): GatewayAnswer {
  const problem = {
    type: `urn:tandem:problem:${code}`,
    title: TITLES[statusCode] ?? 'The request failed',
    status: statusCode,
    code,
    detail,
    instance,
  };
  return {
    statusCode,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(problem),
  };
}

export function send(response: ServerResponse, answer: GatewayAnswer, isHead: boolean, requestId: string): void {
  if (response.destroyed || response.headersSent) return;
  const { statusCode, headers, cookies, body } = answer;
  const bare = NO_BODY.has(statusCode);
  const all: Record<string, string | string[]> = { ...headers, 'apigw-requestid': requestId };
  // The gateway sets these itself.
  for (const name of ['connection', 'transfer-encoding', 'content-length']) delete all[name];
  if (bare) delete all['content-type'];
  else all['content-length'] = String(Buffer.byteLength(body));
  if (cookies !== undefined) all['set-cookie'] = [...cookies];
  response.writeHead(statusCode, all);
  response.end(bare || isHead ? undefined : body);
}
