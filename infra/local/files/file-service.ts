/** S3 at the SDK's request handler. Addresses are path-style below the local server, so that signed ones work there. */
import { Readable } from 'node:stream';
import type { Caller } from '../iam/roles.ts';
import { type SdkRequest, type SdkRequestHandler, sdkHandler } from '../json-service.ts';
import { answerObjectCall, type ObjectPorts } from './object-calls.ts';

/** Where the local server keeps the buckets. */
export const S3_PATH = '/_local/s3';

/** A handler for `new S3Client({ requestHandler })` that works with the caller's rights. */
export const fileService = (ports: ObjectPorts, caller: Caller): SdkRequestHandler =>
  sdkHandler((request) =>
    answerObjectCall(
      {
        method: request.method,
        ...splitPath(request.path),
        query: queryOf(request),
        headers: request.headers,
        content: () => contentOf(request.body),
      },
      caller,
      ports,
    ),
  );

/** `/_local/s3/<bucket>/<key>` with the key's percent-encoding undone. */
export function splitPath(path: string): { bucket: string; key: string } {
  const [bucket = '', ...key] = path.slice(S3_PATH.length + 1).split('/');
  return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key.join('/')) };
}

function queryOf({ query = {} }: SdkRequest): URLSearchParams {
  const result = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) result.append(name, String(one));
  }
  return result;
}

async function* contentOf(body: unknown): AsyncIterable<Uint8Array> {
  if (body === undefined || body === null || body === '') return;
  if (typeof body === 'string') yield Buffer.from(body);
  else if (body instanceof Uint8Array) yield body;
  else if (body instanceof Readable) for await (const chunk of body) yield Buffer.from(chunk as Uint8Array | string);
  else throw new Error('The local cloud takes a text, bytes or a stream as the body of an object');
}
