/** Receivers on loopback, good and bad ones, each for one test: what it does with a connection is all it is. */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { RECEIVER_KEY } from './certificates.ts';

export type Receiver = {
  readonly port: number;
  /** What all its connections were sent, as text. */
  readonly heard: () => string;
  readonly connections: () => number;
  /** How many of them the sender has left. */
  readonly left: () => number;
  readonly close: () => Promise<void>;
};

/** Does what it likes with a connection, once the request has begun to come. */
export type Answer = (socket: Socket) => void;

/** @param certificate - with one it speaks TLS */
export async function openReceiver(answer: Answer, certificate?: string): Promise<Receiver> {
  const sockets = new Set<Socket>();
  let heard = '';
  let connections = 0;
  const accept = (socket: Socket): void => {
    connections += 1;
    sockets.add(socket);
    let hasBegun = false;
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (hasBegun) return;
      hasBegun = true;
      answer(socket);
    });
  };
  const server: Server =
    certificate === undefined
      ? createServer(accept)
      : createTlsServer({ key: RECEIVER_KEY, cert: certificate }, accept).on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
  return {
    port: address.port,
    heard: () => heard,
    connections: () => connections,
    left: () => connections - sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Text as soon as the request comes, and then the end of the connection. */
export const says =
  (...lines: readonly string[]): Answer =>
  (socket) =>
    socket.end(lines.join('\r\n'));

/** The same text again and again, as fast as it is taken or every so many milliseconds, until the sender leaves. */
export const forEver =
  (start: string, again: string, everyMs = 0): Answer =>
  (socket) => {
    socket.write(start);
    const write = () => {
      if (socket.destroyed) return;
      if (everyMs > 0) {
        socket.write(again);
        setTimeout(write, everyMs);
      } else if (socket.write(again)) setImmediate(write);
      else socket.once('drain', write);
    };
    write();
  };
