/** The file of an import in the bucket. It is read in windows, so that its size never matters to memory. */
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { PlatformPorts } from '../../shared/platform-context.ts';
import type { TenantId } from '../../shared/values/ids.ts';

type Files = PlatformPorts['files'];

/** Keys begin with the tenant, and are made from the caller's own tenant: an upload of another cannot be named. */
export const uploadKeyOf = (tenantId: TenantId, uploadId: string): string => `${tenantId}/uploads/${uploadId}`;
export const inlineKeyOf = (tenantId: TenantId, importId: string): string => `${tenantId}/imports/${importId}`;

/** Errors of the bucket that mean "not there": without the right to list it, S3 answers 403 for an unknown key. */
const NOT_THERE: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound', 'AccessDenied', 'Forbidden']);
/** A range of an object without a byte. */
const EMPTY = 'InvalidRange';

/** Bytes `[from, from + length)` and the size of the whole; undefined where there is no such file. */
export async function readWindow(
  { client, bucket }: Files,
  key: string,
  from: number,
  length: number,
): Promise<{ bytes: Buffer; total: number } | undefined> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, Range: `bytes=${from}-${from + length - 1}` });
  try {
    const { Body: body, ContentRange: range = '' } = await client.send(command);
    const bytes = Buffer.from((await body?.transformToByteArray()) ?? []);
    const total = Number(/\/(\d+)$/.exec(range)?.[1] ?? from + bytes.length);
    return { bytes, total };
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === EMPTY) return { bytes: Buffer.alloc(0), total: 0 };
    if (NOT_THERE.has(name)) return undefined;
    throw error;
  }
}

export async function writeSource({ client, bucket }: Files, key: string, content: Buffer): Promise<void> {
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
}
