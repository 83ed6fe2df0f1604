/** What the server answers beside the API, below `/_local`: signed file addresses, the state, dead letters. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { originAllowed } from './api/cors.ts';
import { gatewayProblem, send } from './api/gateway-answer.ts';
import { drain } from './api/read-body.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { AccessKeys } from './files/access-keys.ts';
import { S3_PATH, splitPath } from './files/file-service.ts';
import { answerObjectCall, type ObjectPorts, type ObjectRequest, S3Error, xmlError } from './files/object-calls.ts';
import { signerOf } from './files/signed-address.ts';
import type { Roles } from './iam/roles.ts';
import type { SdkResponse } from './json-service.ts';

export const LOCAL_PREFIX = '/_local/';

export type LocalPathPorts = {
  readonly objects: ObjectPorts;
  readonly accessKeys: AccessKeys;
  readonly roles: Roles;
  readonly deadLetters: DeadLetters;
  readonly status: () => unknown;
  readonly acknowledge: () => Promise<void>;
  readonly now: () => number;
};

export type LocalPaths = (incoming: IncomingMessage, response: ServerResponse) => Promise<void>;

export function openLocalPaths(ports: LocalPathPorts): LocalPaths {
  return async (incoming, response) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://localhost');
    if (pathname.startsWith(`${S3_PATH}/`)) return serveObject(incoming, response, ports);
    if (!isOwnHost(incoming)) return sendJson(response, 403, { error: 'The local cloud answers to its own name only' });
    const route = `${incoming.method} ${pathname}`;
    if (route === 'GET /_local/status') return sendJson(response, 200, ports.status());
    if (route === 'GET /_local/dead-letters') return sendJson(response, 200, { data: ports.deadLetters.list() });
    if (route === 'POST /_local/dead-letters/redrive') {
      const { messageIds } = (await readJson(incoming)) as { messageIds?: readonly string[] };
      const redriven = ports.deadLetters.redrive(messageIds);
      await ports.acknowledge();
      return sendJson(response, 200, { redriven });
    }
    send(response, gatewayProblem(404, 'local.not_found', 'There is nothing at this path.', 'none'), false, 'none');
  };
}

/** A page of another origin, or a name that was made to point here, must not steer the local cloud. */
function isOwnHost({ headers }: IncomingMessage): boolean {
  const local = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
  return local.test(headers.host ?? '') && (headers.origin === undefined || local.test(new URL(headers.origin).host));
}

function sendJson(response: ServerResponse, statusCode: number, value: unknown): void {
  const answer = { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
  send(response, answer, false, 'none');
}

const COMMAND_BYTES_MAX = 1_000_000;

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > COMMAND_BYTES_MAX) break;
  }
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return {};
  }
}

async function serveObject(incoming: IncomingMessage, response: ServerResponse, ports: LocalPathPorts): Promise<void> {
  const [rawPath = '', rawQuery = ''] = (incoming.url ?? '/').split('?', 2);
  const headers = incoming.headers as Readonly<Record<string, string | undefined>>;
  const request: ObjectRequest = {
    method: incoming.method ?? 'GET',
    ...splitPath(rawPath),
    query: new URLSearchParams(rawQuery),
    headers,
    // Left whole where the content is not wanted to its end: a stream that is destroyed takes the answer's way with it.
    content: () => incoming.iterator({ destroyOnReturn: false }),
  };
  const cors = bucketCors(request, ports);
  if (request.method === 'OPTIONS')
    return writeObject(response, { statusCode: 200, headers: cors, body: Buffer.alloc(0) });
  const { method } = request;
  const answer = await signedAnswer(request, { method, rawPath, rawQuery, headers }, ports);
  await drain(incoming);
  if (method === 'PUT' || method === 'DELETE') await ports.acknowledge();
  await writeObject(response, { ...answer, headers: { ...answer.headers, ...cors } });
}

async function signedAnswer(
  request: ObjectRequest,
  signed: Parameters<typeof signerOf>[0],
  ports: LocalPathPorts,
): Promise<SdkResponse> {
  try {
    const role = signerOf(signed, ports.accessKeys, ports.now());
    return await answerObjectCall(request, ports.roles.callerOf(role), ports.objects);
  } catch (error) {
    if (error instanceof S3Error) return xmlError(error, request);
    throw error;
  }
}

async function writeObject(response: ServerResponse, { statusCode, headers, body }: SdkResponse): Promise<void> {
  response.writeHead(statusCode, headers);
  if (body instanceof Uint8Array) response.end(body);
  else await pipeline(body, response);
}

function bucketCors(request: ObjectRequest, { objects }: LocalPathPorts): Record<string, string> {
  const { origin } = request.headers;
  const method = request.headers['access-control-request-method'] ?? request.method;
  const rule = objects.buckets
    .find(({ name }) => name === request.bucket)
    ?.cors.find(
      ({ AllowedOrigins, AllowedMethods }) =>
        origin !== undefined && originAllowed(AllowedOrigins, origin) && AllowedMethods.includes(method),
    );
  if (rule === undefined || origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    'access-control-allow-headers': rule.AllowedHeaders.includes('*')
      ? (request.headers['access-control-request-headers'] ?? '*')
      : rule.AllowedHeaders.join(', '),
    'access-control-expose-headers': rule.ExposedHeaders.join(', '),
    vary: 'Origin',
  };
}
