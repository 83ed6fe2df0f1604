/** A receiver of webhooks on loopback that takes everything. There is one in a process, which it does not keep alive. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const received = new Map<string, string[]>();
let listening: Promise<number> | undefined;

function listen(): Promise<number> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const path = request.url ?? '';
    received.set(path, [...(received.get(path) ?? []), JSON.stringify(request.headers) + body]);
    response.writeHead(204).end();
  });
  server.unref();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** The address at which a company is sent its events. */
export async function receiverOf(companyId: string): Promise<string> {
  listening ??= listen();
  return `http://127.0.0.1:${await listening}/${companyId}`;
}

/** Everything that was sent there. */
export const receivedBy = (companyId: string): string => (received.get(`/${companyId}`) ?? []).join('\n');
