/**
 * S3's calls that make one object of parts. Parts are objects of a place of their own beside the bucket, so that they
 * are no objects of it before the upload is completed; the upload itself is the first of them, with the object's key and
 * headers. An upload that is never completed goes with the bucket's old objects.
 */
import { createHash, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Caller } from '../iam/roles.ts';
import type { SdkResponse } from '../json-service.ts';
import type { FileStore, StoredObject } from './file-store.ts';
import {
  escapeXml,
  expectAllowed,
  keptHeaders,
  OBJECT_BYTES_MAX,
  type ObjectRequest,
  S3Error,
} from './object-calls.ts';
import type { Bucket } from './read-buckets.ts';

/** S3's own rule: every part but the last has at least this many bytes. */
const PART_BYTES_MIN = 5 * 1024 * 1024;
const PARTS_MAX = 10_000;
const KEY_HEADER = 'x-amz-meta-key';

export const isMultipartCall = ({ query }: ObjectRequest): boolean => query.has('uploads') || query.has('uploadId');

export const uploadsOf = (bucket: string): string => `${bucket}#uploads`;
const partKey = (uploadId: string, part: number): string => `${uploadId}/${String(part).padStart(5, '0')}`;

export function answerMultipartCall(
  request: ObjectRequest,
  bucket: Bucket,
  caller: Caller,
  store: FileStore,
): Promise<SdkResponse> {
  const { method, query, key } = request;
  const action = method === 'DELETE' ? 's3:AbortMultipartUpload' : 's3:PutObject';
  expectAllowed(caller, action, `${bucket.arn}/${key}`);
  const uploads = { bucket, store, place: uploadsOf(bucket.name) };
  if (method === 'POST' && query.has('uploads')) return begin(request, uploads);
  if (method === 'PUT') return putPart(request, uploads);
  if (method === 'POST') return complete(request, uploads);
  if (method === 'DELETE') return abort(request, uploads);
  throw new S3Error('NotImplemented', 'The local cloud does not list parts', 501);
}

type Uploads = { readonly bucket: Bucket; readonly store: FileStore; readonly place: string };

async function begin({ key, headers }: ObjectRequest, { bucket, store, place }: Uploads): Promise<SdkResponse> {
  const uploadId = randomUUID();
  const kept = { ...keptHeaders(headers), [KEY_HEADER]: encodeURIComponent(key) };
  await store.put(place, uploadId, Readable.from([]), kept, 0);
  return xml(
    `<InitiateMultipartUploadResult><Bucket>${bucket.name}</Bucket><Key>${escapeXml(key)}</Key>` +
      `<UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`,
  );
}

function needUpload({ key, query }: ObjectRequest, { store, place }: Uploads): StoredObject {
  const found = store.get(place, query.get('uploadId') ?? '');
  if (found === undefined || found.headers[KEY_HEADER] !== encodeURIComponent(key))
    throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.', 404);
  return found;
}

async function putPart(request: ObjectRequest, uploads: Uploads): Promise<SdkResponse> {
  const upload = needUpload(request, uploads);
  const part = Number(request.query.get('partNumber'));
  if (!Number.isInteger(part) || part < 1 || part > PARTS_MAX)
    throw new S3Error('InvalidArgument', `Part number must be an integer between 1 and ${PARTS_MAX}`, 400);
  const { store, place } = uploads;
  const { etag } = await store.put(place, partKey(upload.key, part), request.content(), {}, OBJECT_BYTES_MAX);
  return { statusCode: 200, headers: { 'content-length': '0', etag }, body: Readable.from([]) };
}

async function complete(request: ObjectRequest, uploads: Uploads): Promise<SdkResponse> {
  const upload = needUpload(request, uploads);
  const { bucket, store, place } = uploads;
  const named = namedParts(await textOf(request.content()));
  const parts = named.map(({ part, etag }, index) => {
    const found = store.get(place, partKey(upload.key, part));
    if (found === undefined || found.etag !== etag)
      throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found.', 400);
    if (index < named.length - 1 && found.size < PART_BYTES_MIN)
      throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400);
    return found;
  });
  const { [KEY_HEADER]: _, ...headers } = upload.headers;
  const etag = `"${etagOfParts(parts)}-${parts.length}"`;
  await store.put(bucket.name, request.key, contentOf(parts), headers, Number.MAX_SAFE_INTEGER, etag);
  removeUpload(upload.key, uploads);
  return xml(
    `<CompleteMultipartUploadResult><Bucket>${bucket.name}</Bucket><Key>${escapeXml(request.key)}</Key>` +
      `<ETag>${escapeXml(etag)}</ETag></CompleteMultipartUploadResult>`,
  );
}

async function abort(request: ObjectRequest, uploads: Uploads): Promise<SdkResponse> {
  removeUpload(needUpload(request, uploads).key, uploads);
  return { statusCode: 204, headers: { 'content-length': '0' }, body: Readable.from([]) };
}

function removeUpload(uploadId: string, { store, place }: Uploads): void {
  for (const { key } of store.list(place, `${uploadId}/`, '', PARTS_MAX)) store.remove(place, key);
  store.remove(place, uploadId);
}

/** The parts that the request names, in ascending order as S3 demands. */
function namedParts(body: string): { part: number; etag: string }[] {
  const named = [...body.matchAll(/<Part>([\s\S]*?)<\/Part>/g)].map(([, inside = '']) => ({
    part: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(inside)?.[1]),
    etag: `"${(/<ETag>([\s\S]*?)<\/ETag>/.exec(inside)?.[1] ?? '').replaceAll(/&quot;|"/g, '')}"`,
  }));
  if (named.length === 0) throw new S3Error('MalformedXML', 'The XML you provided was not well-formed', 400);
  if (named.some(({ part }, index) => part <= (named[index - 1]?.part ?? 0)))
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.', 400);
  return named;
}

/** As S3 makes it: the MD5 of the parts' MD5s. */
function etagOfParts(parts: readonly StoredObject[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(Buffer.from(etag.replaceAll('"', ''), 'hex'));
  return md5.digest('hex');
}

async function* contentOf(parts: readonly StoredObject[]): AsyncIterable<Uint8Array> {
  for (const part of parts) for await (const chunk of part.read()) yield Buffer.from(chunk as Uint8Array);
}

async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const xml = (text: string): SdkResponse => ({
  statusCode: 200,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`),
});
