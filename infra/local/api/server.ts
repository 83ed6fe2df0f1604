/** Node's HTTP server with the gateway's limits, on loopback only. */
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type GatewayAnswer, gatewayProblem, send } from './gateway-answer.ts';

export type LocalServer = {
  readonly port: number;
  readonly url: string;
  /** Takes requests from now on; before that they wait. */
  readonly serve: (handle: (incoming: IncomingMessage, response: ServerResponse) => void) => void;
  readonly close: () => Promise<void>;
};

export type ServerLimits = { readonly headersMs: number; readonly requestMs: number; readonly checkMs: number };

/** Request line and headers together, as for an HTTP API. */
const HEADER_BYTES_MAX = 10_240;
const HEADERS_TIMEOUT_MS = 10_000;
/** A body that trickles is cut off; the gateway itself gives an integration 30 s. */
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
/** How often Node looks for connections that are over a limit. */
const CHECK_MS = 5000;
const HOST = '127.0.0.1';

/** Listens first, so that the address is known to the templates. @throws Error where the port is taken */
export async function openServer(port: number, limits: Partial<ServerLimits> = {}): Promise<LocalServer> {
  const { promise: ready, resolve: serve } = Promise.withResolvers<Parameters<LocalServer['serve']>[0]>();
  let handle: Parameters<LocalServer['serve']>[0] | undefined;
  const take = (incoming: IncomingMessage, response: ServerResponse): void => {
    if (incoming.httpVersion === '1.1' && incoming.headers.host === undefined) {
      send(response, gatewayProblem(400, 'gateway.malformed', 'The Host header is missing.', 'none'), false, 'none');
    } else if (handle !== undefined) handle(incoming, response);
    else void ready.then((later) => later(incoming, response));
  };
  const server = createServer(
    {
      // Node's own refusal has no body.
      requireHostHeader: false,
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: limits.headersMs ?? HEADERS_TIMEOUT_MS,
      requestTimeout: limits.requestMs ?? REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
      joinDuplicateHeaders: true,
      connectionsCheckingInterval: limits.checkMs ?? CHECK_MS,
    },
    take,
  );
  // An expectation that nobody knows may be passed over (RFC 9110, 10.1.1); Node would refuse it without a body.
  server.on('checkExpectation', take);
  server.on('clientError', refuse);
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    url: `http://${HOST}:${taken}`,
    serve: (given) => {
      handle = given;
      serve(given);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        // What is still open after a moment is a client that waits for nothing.
        setTimeout(() => server.closeAllConnections(), 2000).unref();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is taken by another program; set PORT to another one`) : error);
    });
    server.listen(port, HOST, resolve);
  });
}

/** Requests that Node's parser does not let through get an answer in the API's shape as well. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { statusCode, headers, body } = refusalOf(error.code);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  const head = `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}content-length: ${length}\r\n`;
  socket.end(`${head}connection: close\r\n\r\n${String(body)}`);
}

function refusalOf(code: string | undefined): GatewayAnswer {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return gatewayProblem(431, 'gateway.headers_too_large', 'Request line and headers are over 10 KB.', 'none');
  }
  return code === 'ERR_HTTP_REQUEST_TIMEOUT'
    ? gatewayProblem(408, 'gateway.timeout', 'The request did not arrive in time.', 'none')
    : gatewayProblem(400, 'gateway.malformed', 'This is no HTTP request.', 'none');
}
