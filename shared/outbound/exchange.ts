/** One request and its answer on the wire: what is read, what is left, and the reason where it fails. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type OutboundAnswer, OutboundFailed, type OutboundRequest } from './outbound.ts';

/** Interim answers (1xx) that are borne before the final one. */
const INTERIM_MAX = 8;

type Phase = 'connecting' | 'securing' | 'exchanging';

/**
 * Carries one request out. The answer is read up to its limit and then cut off by closing the connection; a compressed
 * one is not read at all. When the signal says stop, whatever is under way ends. @throws OutboundFailed
 */
export function exchange(
  start: () => ClientRequest,
  { body, answerBytesMax }: OutboundRequest,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<OutboundAnswer>();
  const request = start();
  let phase: Phase = 'connecting';
  let interim = 0;
  const end = () => request.destroy();
  const fail = (error: unknown) => {
    reject(error instanceof OutboundFailed ? error : failureOf(error, phase));
    end();
  };
  signal.addEventListener('abort', () => fail(new OutboundFailed('timeout', 'The time was up.')), { once: true });
  request.on('socket', (socket: Socket) => {
    socket.once('connect', () => {
      phase = socket instanceof TLSSocket ? 'securing' : 'exchanging';
    });
    socket.once('secureConnect', () => {
      phase = 'exchanging';
    });
  });
  request.on('information', () => {
    interim += 1;
    if (interim > INTERIM_MAX) fail(new OutboundFailed('protocol', 'Interim answers (1xx) without end.'));
  });
  request.on('upgrade', () => fail(new OutboundFailed('protocol', 'The receiver wants another protocol (101).')));
  request.on('error', fail);
  // After the answer or an error this changes nothing: a promise is settled once.
  request.on('close', () => reject(new OutboundFailed('reset', 'The connection ended before the answer did.')));
  request.on('response', (response) => {
    readAnswer(response, answerBytesMax).then(resolve, fail).finally(end);
  });
  request.end(body);
  return promise;
}

async function readAnswer(response: IncomingMessage, bytesMax: number): Promise<OutboundAnswer> {
  const facts = { status: response.statusCode ?? 0, headers: headersOf(response) };
  const coding = response.headers['content-encoding'] ?? 'identity';
  // Asked for as it is. Unpacked, a few bytes could become gigabytes; packed, they tell nobody anything.
  if (coding.trim().toLowerCase() !== 'identity') return { ...facts, body: '', truncated: true };
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > bytesMax) break;
  }
  const body = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, bytesMax));
  return { ...facts, body, truncated: bytes > bytesMax };
}

const headersOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value = '']) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

function failureOf(error: unknown, phase: Phase): OutboundFailed {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (phase === 'connecting') return new OutboundFailed('connection', `No connection to the receiver (${code}).`);
  if (phase === 'securing') return new OutboundFailed('tls', `No trusted connection to the receiver (${code}).`);
  if (code.startsWith('HPE_')) return new OutboundFailed('protocol', `The answer is not HTTP/1.1 (${code}).`);
  return new OutboundFailed('reset', `The connection ended before the answer did (${code}).`);
}
