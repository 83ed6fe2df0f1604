import { randomBytes } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  abandonFile,
  appendToFile,
  finishFile,
  keepState,
  NEW_FILE,
  takeState,
} from '../../../domain/platform/exports/file-assembly.ts';
import { sha256 } from './bulk-world.ts';
import { createPlatformWorld } from './platform-world.ts';

const MIB = 1024 * 1024;
const content = randomBytes(15 * MIB);
const pieces = [content.subarray(0, 7 * MIB), content.subarray(7 * MIB, 9 * MIB), content.subarray(9 * MIB)];
const place = { key: 'ten_x/exports/big', contentType: 'text/csv' };

let files: Parameters<typeof finishFile>[0];
beforeAll(async () => {
  const world = await createPlatformWorld();
  files = { client: world.runtime.files(), bucket: 'files' };
});
const stored = async (key: string) => {
  const { Body: body, ContentType: type } = await files.client.send(
    new GetObjectCommand({ Bucket: 'files', Key: key }),
  );
  return { type, bytes: Buffer.from((await body?.transformToByteArray()) ?? []) };
};

describe('a file of many parts', () => {
  it('is what was added, with its digest, though every step was done twice and the state put down between', async () => {
    let [file, held] = [NEW_FILE, 0];
    for (const [step, piece] of pieces.entries()) {
      const state = step === 0 ? NEW_FILE : (await takeState(files, `${place.key}.${step}`)).file;
      // The first attempt is killed before its commit; the second begins from the same state.
      for (const _attempt of [1, 2]) file = await appendToFile(files, place, state, piece);
      await keepState(files, `${place.key}.${step + 1}`, file, { step });
      held = Math.max(held, file.tail.length);
    }
    const { file: last, facts } = await takeState(files, `${place.key}.3`);
    expect([facts, last.bytes, last.parts.length, held < 6 * MIB]).toEqual([{ step: 2 }, content.length, 2, true]);
    const digest = await finishFile(files, place, last);
    expect(await finishFile(files, place, last)).toBe(digest);
    const { type, bytes } = await stored(place.key);
    expect([type, bytes.equals(content), digest]).toEqual(['text/csv', true, sha256(content)]);
  });

  it('that is given up leaves nothing in the bucket, and may be given up twice', async () => {
    const other = { ...place, key: 'ten_x/exports/stopped' };
    const file = await appendToFile(files, other, NEW_FILE, pieces[0] ?? Buffer.alloc(0));
    await abandonFile(files, other.key, file.uploadId);
    await abandonFile(files, other.key, file.uploadId);
    await expect(finishFile(files, other, file)).rejects.toThrow();
    const listed = await files.client.send(new ListObjectsV2Command({ Bucket: 'files', Prefix: other.key }));
    expect(listed.Contents ?? []).toEqual([]);
  });
});
