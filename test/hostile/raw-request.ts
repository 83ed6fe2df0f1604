/** Sends bytes as they are and reads what comes back: for requests that no HTTP client would write. */
import { connect } from 'node:net';

export type RawAnswer = {
  readonly status: number;
  readonly type: string;
  readonly text: string;
};

/** Waits until the server has answered and closed, as `connection: close` or a refusal makes it. */
export function sendRaw(url: string, ...parts: readonly (string | Uint8Array)[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', ...rest] = Buffer.concat(chunks).toString().split('\r\n\r\n');
      const [, status = '0'] = /^HTTP\/1\.1 (\d{3})/.exec(head) ?? [];
      const [, type = ''] = /^content-type: ([^;\r]*)/im.exec(head) ?? [];
      resolve({ status: Number(status), type, text: rest.join('\r\n\r\n') });
    });
  });
}
