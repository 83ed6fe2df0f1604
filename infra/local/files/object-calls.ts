/** The S3 calls on objects, the same for the SDK in process and for signed addresses over HTTP. */
import { Readable } from 'node:stream';
import { isFileFault } from '../file-fault.ts';
import type { Caller } from '../iam/roles.ts';
import type { SdkResponse } from '../json-service.ts';
import type { FileStore, StoredObject } from './file-store.ts';
import { TooLarge } from './file-store.ts';
import { answerMultipartCall, isMultipartCall } from './multipart-calls.ts';
import type { Bucket } from './read-buckets.ts';

export type ObjectRequest = {
  readonly method: string;
  /** Decoded. */
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly content: () => AsyncIterable<Uint8Array>;
};

export type ObjectPorts = { readonly buckets: readonly Bucket[]; readonly store: FileStore };

/** A PUT through one signed address; S3 itself takes 5 GB. */
export const OBJECT_BYTES_MAX = 256 * 1024 * 1024;
const KEY_BYTES_MAX = 1024;
const LIST_MAX = 1000;
const KEPT_HEADER =
  /^(content-type|content-disposition|content-encoding|content-language|cache-control|x-amz-meta-.+)$/;
/** Sub-resources that would make another call of it. */
const OTHER_CALLS = ['acl', 'tagging', 'versionId', 'torrent', 'retention', 'legal-hold'];

export class S3Error extends Error {
  readonly statusCode: number;

  constructor(code: string, message: string, statusCode: number) {
    super(message);
    this.name = code;
    this.statusCode = statusCode;
  }
}

/** Answers a call; errors become S3's XML. */
export async function answerObjectCall(
  request: ObjectRequest,
  caller: Caller,
  ports: ObjectPorts,
): Promise<SdkResponse> {
  try {
    return await dispatch(request, caller, ports);
  } catch (error) {
    if (error instanceof TooLarge) return xmlError(new S3Error('EntityTooLarge', error.message, 400), request);
    if (error instanceof S3Error) return xmlError(error, request);
    if (isFileFault(error)) return xmlError(new S3Error('ServiceUnavailable', 'Please try again.', 503), request);
    throw error;
  }
}

async function dispatch(request: ObjectRequest, caller: Caller, ports: ObjectPorts): Promise<SdkResponse> {
  const bucket = ports.buckets.find(({ name }) => name === request.bucket);
  if (bucket === undefined) throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', 404);
  const other = OTHER_CALLS.find((name) => request.query.has(name));
  if (other !== undefined || request.headers['x-amz-copy-source'] !== undefined) {
    throw new S3Error('NotImplemented', `The local cloud does not know S3's ${other ?? 'CopyObject'}`, 501);
  }
  if (request.key === '') return listObjects(request, bucket, caller, ports);
  if (Buffer.byteLength(request.key) > KEY_BYTES_MAX) {
    throw new S3Error('KeyTooLongError', 'Your key is too long', 400);
  }
  if (isMultipartCall(request)) return answerMultipartCall(request, bucket, caller, ports.store);
  switch (request.method) {
    case 'PUT':
      return putObject(request, bucket, caller, ports);
    case 'GET':
    case 'HEAD':
      return getObject(request, bucket, caller, ports);
    case 'DELETE':
      expectAllowed(caller, 's3:DeleteObject', `${bucket.arn}/${request.key}`);
      ports.store.remove(bucket.name, request.key);
      return empty(204);
    default:
      throw new S3Error('MethodNotAllowed', 'The method is not allowed on an object', 405);
  }
}

export function expectAllowed(caller: Caller, action: string, resource: string): void {
  const decision = caller.allow(action, resource, () => undefined);
  if (decision !== true) throw new S3Error('AccessDenied', decision, 403);
}

async function putObject(request: ObjectRequest, bucket: Bucket, caller: Caller, { store }: ObjectPorts) {
  expectAllowed(caller, 's3:PutObject', `${bucket.arn}/${request.key}`);
  if (request.headers['content-encoding']?.includes('aws-chunked') === true) {
    throw new S3Error('NotImplemented', 'The local cloud takes no aws-chunked bodies', 501);
  }
  const kept = keptHeaders(request.headers);
  const { etag } = await store.put(bucket.name, request.key, request.content(), kept, OBJECT_BYTES_MAX);
  return empty(200, { etag });
}

/** Content type and user metadata: what is given back with the object. */
export function keptHeaders(headers: ObjectRequest['headers']): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && KEPT_HEADER.test(name.toLowerCase())) kept[name.toLowerCase()] = value;
  }
  return kept;
}

function getObject(request: ObjectRequest, bucket: Bucket, caller: Caller, { store }: ObjectPorts): SdkResponse {
  expectAllowed(caller, 's3:GetObject', `${bucket.arn}/${request.key}`);
  const found = store.get(bucket.name, request.key);
  if (found === undefined) {
    // Who may not list is not told what is missing.
    expectAllowed(caller, 's3:ListBucket', bucket.arn);
    throw new S3Error('NoSuchKey', 'The specified key does not exist.', 404);
  }
  const headers: Record<string, string> = {
    'content-type': 'binary/octet-stream',
    ...found.headers,
    ...answerOverrides(request.query),
    etag: found.etag,
    'last-modified': new Date(found.modifiedAtMs).toUTCString(),
    'accept-ranges': 'bytes',
    'content-length': String(found.size),
  };
  if (request.method === 'HEAD') return { statusCode: 200, headers, body: Buffer.alloc(0) };
  const range = readRange(request.headers.range, found);
  if (range === undefined) return { statusCode: 200, headers, body: found.read() };
  headers['content-range'] = `bytes ${range.start}-${range.end}/${found.size}`;
  headers['content-length'] = String(range.end - range.start + 1);
  return { statusCode: 206, headers, body: found.read(range) };
}

/** `response-content-disposition` and its like in a signed address set the answer's headers. */
function answerOverrides(query: URLSearchParams): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const [name, value] of query) {
    const [, header] = /^response-(content-(?:type|disposition|encoding|language)|cache-control)$/.exec(name) ?? [];
    if (header !== undefined) overrides[header] = value;
  }
  return overrides;
}

function readRange(header: string | undefined, { size }: StoredObject): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw new S3Error('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}

function listObjects({ method, query }: ObjectRequest, bucket: Bucket, caller: Caller, { store }: ObjectPorts) {
  if (method !== 'GET' || query.get('list-type') !== '2') {
    throw new S3Error('NotImplemented', 'Of the calls on a bucket the local cloud knows ListObjectsV2 only', 501);
  }
  expectAllowed(caller, 's3:ListBucket', bucket.arn);
  if (query.has('delimiter')) throw new S3Error('NotImplemented', 'The local cloud lists without delimiter', 501);
  const limit = Math.min(LIST_MAX, Number(query.get('max-keys') ?? LIST_MAX));
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const prefix = query.get('prefix') ?? '';
  const found = store.list(bucket.name, prefix, after, limit + 1);
  const page = found.slice(0, limit);
  const contents = page.map(
    ({ key, size, etag, modifiedAtMs }) =>
      `<Contents><Key>${escapeXml(key)}</Key><LastModified>${new Date(modifiedAtMs).toISOString()}</LastModified>` +
      `<ETag>${escapeXml(etag)}</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const next =
    found.length > limit ? `<NextContinuationToken>${escapeXml(page.at(-1)?.key ?? '')}</NextContinuationToken>` : '';
  const body =
    `<ListBucketResult><Name>${bucket.name}</Name><Prefix>${escapeXml(prefix)}</Prefix>` +
    `<KeyCount>${page.length}</KeyCount><MaxKeys>${limit}</MaxKeys>` +
    `<IsTruncated>${found.length > limit}</IsTruncated>${next}${contents.join('')}` +
    '</ListBucketResult>';
  return { statusCode: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

const empty = (statusCode: number, headers: Record<string, string> = {}): SdkResponse => ({
  statusCode,
  headers: { 'content-length': '0', ...headers },
  body: Readable.from([]),
});

export function xmlError(error: S3Error, { method, key }: Pick<ObjectRequest, 'method' | 'key'>): SdkResponse {
  const body = Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.name}</Code>` +
      `<Message>${escapeXml(error.message)}</Message><Key>${escapeXml(key)}</Key></Error>`,
  );
  return {
    statusCode: error.statusCode,
    headers: { 'content-type': 'application/xml', 'content-length': String(body.length) },
    body: method === 'HEAD' ? Buffer.alloc(0) : body,
  };
}

const XML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };
export const escapeXml = (text: string): string =>
  text.replaceAll(/[<>&"']/g, (character) => XML[character] ?? character);
