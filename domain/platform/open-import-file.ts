/** The file of an import as it came: with the request, or by an upload. */
import type { Context } from '../../shared/context.ts';
import { rejectField } from '../../shared/rejection.ts';
import { type ImportBody, INLINE_BYTES_MAX } from './import.schema.ts';
import { inlineKeyOf, readWindow, uploadKeyOf } from './import-source.ts';
import { needPlatform } from './need-platform.ts';

/** Enough for the longest header. */
const HEAD_BYTES = 128 * 1024;

export type ImportFile = {
  readonly key: string;
  readonly head: Buffer;
  readonly bytes: number;
  readonly pointer: string;
  /** The whole file, where it came with the request and is still to be kept. */
  readonly content?: Buffer;
};

/**
 * @param bytesMax the most that the kind takes
 * @throws Rejection 413 beyond that, 422 where there is no such upload
 */
export async function openImportFile(
  context: Context,
  { content, uploadId }: Pick<ImportBody, 'content' | 'uploadId'>,
  id: string,
  bytesMax: number,
): Promise<ImportFile> {
  if (uploadId === undefined) {
    const bytes = Buffer.from(content ?? '', 'utf8');
    if (bytes.length > INLINE_BYTES_MAX)
      throw rejectField('/content', 'too_large', 'is over 1 MB; use an upload', 'too_large');
    const head = bytes.subarray(0, HEAD_BYTES);
    return { key: inlineKeyOf(context.tenantId, id), head, bytes: bytes.length, pointer: '/content', content: bytes };
  }
  const key = uploadKeyOf(context.tenantId, uploadId);
  const found = await readWindow(needPlatform(context).files, key, 0, HEAD_BYTES);
  if (found === undefined)
    throw rejectField('/uploadId', 'unknown_upload', 'has no file yet, or is no upload of yours');
  if (found.total > bytesMax)
    throw rejectField('/uploadId', 'too_large', `is over ${bytesMax / 2 ** 20} MB; split the file`, 'too_large');
  return { key, head: found.bytes, bytes: found.total, pointer: '/uploadId' };
}
