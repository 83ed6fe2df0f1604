/**
 * Objects of the buckets: the content in files of generated names, key and facts in the cloud's own file. A write is
 * a new file, then a row that points at it, so that a reader or a crash meets the old object or the new, never half.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Storage } from '../storage.ts';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS lc_object (bucket TEXT NOT NULL, key TEXT NOT NULL, file TEXT NOT NULL,
  size INTEGER NOT NULL, etag TEXT NOT NULL, headers TEXT NOT NULL, modified_at INTEGER NOT NULL,
  PRIMARY KEY (bucket, key)) STRICT, WITHOUT ROWID;
`;

export type StoredObject = {
  readonly key: string;
  readonly size: number;
  /** In quotes, as the header shows it. */
  readonly etag: string;
  /** Content type and user metadata, as they were sent. */
  readonly headers: Readonly<Record<string, string>>;
  readonly modifiedAtMs: number;
  readonly read: (range?: { start: number; end: number }) => Readable;
};

export type FileStore = {
  /** @throws TooLarge beyond `bytesMax`; nothing is kept then */
  readonly put: (
    bucket: string,
    key: string,
    content: AsyncIterable<Uint8Array>,
    headers: Readonly<Record<string, string>>,
    bytesMax: number,
    /** In the place of the content's MD5. */
    givenEtag?: string,
  ) => Promise<StoredObject>;
  readonly get: (bucket: string, key: string) => StoredObject | undefined;
  readonly remove: (bucket: string, key: string) => void;
  readonly list: (bucket: string, prefix: string, after: string, limit: number) => StoredObject[];
  readonly expire: (bucket: string, modifiedBeforeMs: number) => number;
};

export class TooLarge extends Error {
  override readonly name = 'EntityTooLarge';
}

/** Where the content goes: a folder, or memory for tests. */
type Contents = {
  readonly write: (name: string, content: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly read: (name: string, range?: { start: number; end: number }) => Readable;
  readonly remove: (name: string) => void;
};

export function openFileStore(storage: Storage, folder: string | undefined, now: () => number): FileStore {
  storage.define(SCHEMA);
  const { statement } = storage;
  const contents = folder === undefined ? inMemory() : inFolder(folder, storage);
  const toObject = (row: Readonly<Record<string, unknown>>): StoredObject => ({
    key: String(row.key),
    size: Number(row.size),
    etag: String(row.etag),
    headers: JSON.parse(String(row.headers)) as Record<string, string>,
    modifiedAtMs: Number(row.modified_at),
    read: (range) => contents.read(String(row.file), range),
  });
  const get: FileStore['get'] = (bucket, key) => {
    const row = statement('SELECT * FROM lc_object WHERE bucket = ? AND key = ?').get(bucket, key);
    return row === undefined ? undefined : toObject(row);
  };
  const remove: FileStore['remove'] = (bucket, key) => {
    const row = storage.commit(() =>
      statement('DELETE FROM lc_object WHERE bucket = ? AND key = ? RETURNING file').get(bucket, key),
    );
    if (row !== undefined) contents.remove(String(row.file));
  };
  return {
    put: async (bucket, key, content, headers, bytesMax, givenEtag) => {
      const file = randomUUID();
      const measured = measure(content, bytesMax);
      try {
        await contents.write(file, measured.content);
        const { size, etag: md5 } = measured.result();
        const etag = givenEtag ?? md5;
        const replaced = storage.commit(() => {
          const old = statement('SELECT file FROM lc_object WHERE bucket = ? AND key = ?').get(bucket, key);
          statement('INSERT OR REPLACE INTO lc_object VALUES (?, ?, ?, ?, ?, ?, ?)').run(
            ...[bucket, key, file, size, etag, JSON.stringify(headers), now()],
          );
          return old;
        });
        if (replaced !== undefined) contents.remove(String(replaced.file));
        return { key, size, etag, headers, modifiedAtMs: now(), read: (range) => contents.read(file, range) };
      } catch (error) {
        contents.remove(file);
        throw error;
      }
    },
    get,
    remove,
    list: (bucket, prefix, after, limit) =>
      statement('SELECT * FROM lc_object WHERE bucket = ? AND key > ? AND substr(key, 1, ?) = ? ORDER BY key LIMIT ?')
        .all(bucket, after, prefix.length, prefix, limit)
        .map(toObject),
    expire: (bucket, modifiedBeforeMs) => {
      const rows = statement('SELECT key FROM lc_object WHERE bucket = ? AND modified_at < ?');
      const old = rows.all(bucket, modifiedBeforeMs);
      for (const { key } of old) remove(bucket, String(key));
      return old.length;
    },
  };
}

/** Counts and digests while the content passes. */
function measure(source: AsyncIterable<Uint8Array>, bytesMax: number) {
  const md5 = createHash('md5');
  let size = 0;
  async function* pass() {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > bytesMax) throw new TooLarge(`The object is larger than ${bytesMax} bytes`);
      md5.update(chunk);
      yield chunk;
    }
  }
  return { content: pass(), result: () => ({ size, etag: `"${md5.digest('hex')}"` }) };
}

function inMemory(): Contents {
  const kept = new Map<string, Buffer>();
  return {
    write: async (name, content) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      kept.set(name, Buffer.concat(chunks));
    },
    read: (name, range) => {
      const whole = kept.get(name) ?? Buffer.alloc(0);
      return Readable.from([range === undefined ? whole : whole.subarray(range.start, range.end + 1)]);
    },
    remove: (name) => {
      kept.delete(name);
    },
  };
}

/** The row that makes a file count is written after the file is whole and synced; files without a row are waste. */
function inFolder(folder: string, storage: Storage): Contents {
  mkdirSync(folder, { recursive: true });
  const named = new Set(
    storage
      .statement('SELECT file FROM lc_object')
      .all()
      .map(({ file }) => String(file)),
  );
  for (const name of readdirSync(folder)) if (!named.has(name)) rmSync(join(folder, name));
  return {
    write: async (name, content) => {
      const path = join(folder, name);
      await pipeline(content, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
      const file = await open(path, 'r+');
      await file.sync();
      await file.close();
    },
    read: (name, range) => createReadStream(join(folder, name), range),
    remove: (name) => {
      void rm(join(folder, name), { force: true });
    },
  };
}
