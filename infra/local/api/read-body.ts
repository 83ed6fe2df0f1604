/** Reads a request's body within the gateway's limit. */
import type { IncomingMessage } from 'node:http';

/** An HTTP API takes no larger payload. */
export const BODY_BYTES_MAX = 10 * 1024 * 1024;

export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

const WENT_AWAY = 'The client went away';

/** The whole body; undefined where there is none. @throws BodyTooLarge before the rest is read */
export function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const { 'content-length': length, 'transfer-encoding': encoding } = incoming.headers;
  if (length === undefined && encoding === undefined) return Promise.resolve(undefined);
  if (Number(length ?? 0) > BODY_BYTES_MAX) return Promise.reject(new BodyTooLarge());
  // Gone before anybody listened, such as while the token was checked: no event would ever come.
  if (incoming.destroyed) return Promise.reject(new Error(WENT_AWAY));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) {
        incoming.pause();
        reject(new BodyTooLarge());
        return;
      }
      chunks.push(chunk);
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', reject);
    incoming.on('close', () => reject(new Error(WENT_AWAY)));
  });
}

const DRAIN_MS = 2000;

/** Lets a body that nobody wanted pass by, so that the client gets to read the answer; not for ever. */
export function drain(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, DRAIN_MS);
    const end = () => {
      clearTimeout(timer);
      resolve();
    };
    incoming.once('end', end);
    incoming.once('close', end);
    incoming.removeAllListeners('data');
    incoming.resume();
  });
}
