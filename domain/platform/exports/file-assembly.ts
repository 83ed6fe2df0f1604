/**
 * A file in the bucket that is written over many steps, each of which may be killed and done again. What a step has not
 * sent as a part (a part has at least 5 MiB, but for the last) is put beside the file together with everything that the
 * next step needs, in an object of that step's own, so that a step that is done again begins where it began before and
 * sends its parts under the same numbers. Memory holds one part and no more.
 */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { PlatformPorts } from '../../../shared/platform-context.ts';
import { SHA256_START, type Sha256State, sha256Hex, sha256More } from './resumable-sha256.ts';

type Files = PlatformPorts['files'];

const PART_BYTES = 6 * 1024 * 1024;
/** S3 takes 10,000; with these a file ends at 60 GB. */
const PARTS_MAX = 10_000;

export type FilePlace = { readonly key: string; readonly contentType: string };
export type Assembly = {
  /** Absent while everything fits one part: small files need no upload in parts. */
  readonly uploadId?: string | undefined;
  /** ETags of the parts sent, in their order. */
  readonly parts: readonly string[];
  readonly sha256: Sha256State;
  /** Bytes so far, sent or not. */
  readonly bytes: number;
  readonly tail: Buffer;
};
export const NEW_FILE: Assembly = { parts: [], sha256: SHA256_START, bytes: 0, tail: Buffer.alloc(0) };

/** The file with more at its end. @throws Error beyond 10,000 parts */
export async function appendToFile(files: Files, place: FilePlace, file: Assembly, more: Buffer): Promise<Assembly> {
  let grown: Assembly = {
    ...file,
    sha256: sha256More(file.sha256, more),
    bytes: file.bytes + more.length,
    tail: Buffer.concat([file.tail, more]),
  };
  while (grown.tail.length >= PART_BYTES) grown = await sendPart(files, place, grown, PART_BYTES);
  return grown;
}

async function sendPart(files: Files, place: FilePlace, file: Assembly, length: number): Promise<Assembly> {
  const { client, bucket } = files;
  const target = { Bucket: bucket, Key: place.key };
  const uploadId = file.uploadId ?? (await beginUpload(files, place));
  const PartNumber = file.parts.length + 1;
  if (PartNumber > PARTS_MAX) throw new Error(`A file of more than ${PARTS_MAX} parts`);
  const Body = file.tail.subarray(0, length);
  const { ETag = '' } = await client.send(new UploadPartCommand({ ...target, UploadId: uploadId, PartNumber, Body }));
  return { ...file, uploadId, parts: [...file.parts, ETag], tail: file.tail.subarray(length) };
}

async function beginUpload({ client, bucket }: Files, { key, contentType }: FilePlace): Promise<string> {
  const { UploadId: id } = await client.send(
    new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: contentType }),
  );
  if (id === undefined) throw new Error('The bucket gave no upload id');
  return id;
}

/** Makes the file one object. Done again after a kill it finds that it is there. @returns its SHA-256 in hex */
export async function finishFile(files: Files, place: FilePlace, file: Assembly): Promise<string> {
  const { client, bucket } = files;
  const target = { Bucket: bucket, Key: place.key };
  if (file.uploadId === undefined) {
    await client.send(new PutObjectCommand({ ...target, Body: file.tail, ContentType: place.contentType }));
    return sha256Hex(file.sha256);
  }
  try {
    const whole = file.tail.length === 0 ? file : await sendPart(files, place, file, file.tail.length);
    const Parts = whole.parts.map((ETag, index) => ({ ETag, PartNumber: index + 1 }));
    await client.send(
      new CompleteMultipartUploadCommand({ ...target, UploadId: file.uploadId, MultipartUpload: { Parts } }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchUpload')) throw error;
    const { ContentLength: bytes } = await client.send(new HeadObjectCommand(target));
    if (bytes !== file.bytes) throw error;
  }
  return sha256Hex(file.sha256);
}

/** Lets go of what a file that will not be finished has sent. */
export async function abandonFile({ client, bucket }: Files, key: string, uploadId: string | undefined): Promise<void> {
  if (uploadId === undefined) return;
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchUpload')) throw error;
  }
}

/** Keeps the file's state, and facts of the step's own, for the step that comes next. */
export async function keepState({ client, bucket }: Files, key: string, file: Assembly, facts: unknown) {
  const { tail, ...rest } = file;
  const Body = Buffer.concat([Buffer.from(`${JSON.stringify({ file: rest, facts })}\n`), tail]);
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
}

/** The state that the step before has kept. */
export async function takeState({ client, bucket }: Files, key: string): Promise<{ file: Assembly; facts: unknown }> {
  const { Body: body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = Buffer.from((await body?.transformToByteArray()) ?? []);
  const end = bytes.indexOf(0x0a);
  const { file, facts } = JSON.parse(bytes.subarray(0, end).toString()) as {
    file: Omit<Assembly, 'tail'>;
    facts: unknown;
  };
  return { file: { ...file, tail: bytes.subarray(end + 1) }, facts };
}

/** A state that no step needs any more. The bucket's lifecycle takes what a kill leaves. */
export async function dropState({ client, bucket }: Files, key: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
}
