/** What was acknowledged against what is there. Each function answers the faults that it finds, in words. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { openTableEngine } from '../../infra/local/table/index.ts';
import { readableItem } from '../harness/readable-item.ts';
import { type Acknowledged, sendOnce } from './patient-client.ts';

export type Item = Readonly<Record<string, unknown>>;
type Document = { readonly id?: unknown; readonly version?: unknown };

const AT_ONCE = 8;

/** Y2: sends each request again with its key; the first answer must come, and be marked as given before. */
export async function answersAreKept(url: string, requests: readonly Acknowledged[]): Promise<string[]> {
  const faults: string[] = [];
  const waiting = [...requests];
  const sender = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { path, token, key, sent } = next;
      const again = await sendOnce(url, { method: 'POST', path, token, key, body: sent });
      const isReplayed = again.headers.get('idempotency-replayed') === 'true';
      if (again.status !== next.status || again.text !== next.text || !isReplayed)
        faults.push(
          `POST ${path} (${key}) first ${next.text.slice(0, 200)}, then ${again.status} ${again.text.slice(0, 200)}`,
        );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  return faults;
}

/** Everything in the table of a folder that no process owns. */
export function storedItems(databaseFile: string, tableName?: string): Item[] {
  const engine = openTableEngine({ path: databaseFile, synchronous: 'OFF', now: Date.now });
  try {
    const row = engine.database.prepare('SELECT name FROM ddb_table').get();
    return [...engine.scanAll(tableName ?? String(row?.name))].map((item) =>
      readableItem(unmarshall(item as Parameters<typeof unmarshall>[0])),
    );
  } finally {
    engine.close();
  }
}

const documentOf = ({ text }: Acknowledged): Document => (text === '' ? {} : (JSON.parse(text) as Document));

/** Every record that an answer showed is stored, in the version that was shown or a later one. */
export function acknowledgedIsStored(requests: readonly Acknowledged[], items: readonly Item[]): string[] {
  const versions = new Map(items.filter(({ id }) => typeof id === 'string').map(({ id, version }) => [id, version]));
  return requests.flatMap((request) => {
    const { id, version = 1 } = documentOf(request);
    // An address for an upload is no record.
    if (typeof id !== 'string' || request.path === '/uploads') return [];
    const stored = versions.get(id);
    return typeof stored === 'number' && stored >= Number(version)
      ? []
      : [`POST ${request.path} showed ${id} in version ${String(version)}, stored is ${String(stored)}`];
  });
}

/** One record for each key that made one, no more and no less. */
export function madeOnce(
  requests: readonly Acknowledged[],
  items: readonly Item[],
  path: string,
  entity: string,
): string[] {
  const told = new Set(requests.filter((request) => request.path === path).map((request) => documentOf(request).id));
  const keys = requests.filter((request) => request.path === path).length;
  const stored = items.filter(({ __edb_e__ }) => __edb_e__ === entity);
  return told.size === keys && stored.length === keys && stored.every(({ id }) => told.has(id))
    ? []
    : [`${path}: ${keys} keys, ${told.size} ids told, ${stored.length} stored`];
}

/** Every object has its file, as long as its row says, and no file is left of a write that did not end. */
export function objectsAreWhole(data: string): string[] {
  const engine = openTableEngine({ path: join(data, 'tandem.sqlite'), synchronous: 'OFF', now: Date.now });
  const rows = engine.database.prepare('SELECT file, size FROM lc_object').all();
  engine.close();
  const lengths = new Map(
    readdirSync(join(data, 'files')).map((file) => [file, statSync(join(data, 'files', file)).size]),
  );
  const broken = rows.filter(({ file, size }) => lengths.get(String(file)) !== size);
  return [
    ...broken.map(
      ({ file, size }) => `object ${String(file)}: ${String(size)} bytes, on disk ${lengths.get(String(file))}`,
    ),
    ...(lengths.size === rows.length ? [] : [`${lengths.size} files for ${rows.length} objects`]),
  ];
}
