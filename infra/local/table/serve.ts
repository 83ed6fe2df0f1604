// The engine over HTTP on loopback, for the AWS CLI and for table viewers.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { answer } from './request-handler.ts';
import type { TableEngine } from './types.ts';

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost)(:\d+)?$/;
const BODY_BYTES_MAX = 20 * 1024 * 1024;

export type TableServer = { readonly port: number; close(): Promise<void> };

/**
 * Listens on 127.0.0.1 only; `port` 0 takes a free one. Signatures are not checked: whoever is on the machine may call.
 */
export async function serveTable(engine: TableEngine, port: number): Promise<TableServer> {
  const server = createServer((request, response) => {
    serveRequest(engine, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serveRequest(engine: TableEngine, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page in a browser that has its own name resolve to this machine would be let in otherwise.
  if (!LOOPBACK_HOST.test(request.headers.host ?? '')) {
    response.writeHead(403).end();
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) {
      response.writeHead(413).end();
      return;
    }
    chunks.push(chunk);
  }
  const target = request.headers['x-amz-target'];
  const { statusCode, headers, body } = await answer(
    async (operation, input) => engine.execute(operation, input),
    () => crypto.randomUUID(),
    typeof target === 'string' ? target : undefined,
    Buffer.concat(chunks).toString('utf8'),
  );
  response.writeHead(statusCode, headers).end(body);
}
