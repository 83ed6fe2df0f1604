/** A file that takes no write for a while, below the running cloud: what works by itself waits, and nobody is lost. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../infra/local/cloud.ts';
import { startSmall, stopAll } from '../local/small-app.ts';
import { loopApp, loopHandlers } from './killed-app.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-cloud-full-'));
});
afterEach(async () => {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
});

const start = () => startSmall(loopApp, loopHandlers, { data: { folder }, synchronous: 'OFF' });

/** How a file stops taking writes, and how it takes them again. */
const FAULTS: readonly [what: string, begin: (cloud: LocalCloud) => void, end: (cloud: LocalCloud) => void][] = [
  [
    'has no page left',
    ({ engine: { database } }) => {
      const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
      database.exec(`PRAGMA max_page_count = ${pages}`);
    },
    ({ engine: { database } }) => database.exec('PRAGMA max_page_count = 1000000'),
  ],
  [
    'refuses each write',
    ({ engine: { database } }) => database.exec('PRAGMA query_only = ON'),
    ({ engine: { database } }) => database.exec('PRAGMA query_only = OFF'),
  ],
];

const post = async ({ url }: LocalCloud, id: string): Promise<number> =>
  (await fetch(`${url}/make/${id}`, { method: 'POST' })).status;

const keysIn = ({ engine }: LocalCloud, prefix: string): string[] =>
  [...engine.scanAll('records')]
    .map(({ pk }) => (pk as { S: string }).S)
    .filter((pk) => pk.startsWith(prefix))
    .map((pk) => pk.slice(prefix.length))
    .sort();

describe('a file that takes no write', () => {
  test.each(FAULTS)('%s: what was acknowledged has its effect once there is room again', async (_, begin, end) => {
    const cloud = await start();
    const acknowledged: string[] = [];
    const make = async (id: string) => {
      const status = await post(cloud, id);
      if (status === 201) acknowledged.push(id);
      return status;
    };
    // The fault begins while events of these are on their way.
    await Promise.all(Array.from({ length: 40 }, (_each, index) => make(`before-${index}`)));
    begin(cloud);
    const during = await Promise.all(Array.from({ length: 200 }, (_each, index) => make(`during-${index}`)));
    expect(during.filter((status) => status >= 500).length).toBeGreaterThan(0);
    expect((await fetch(`${cloud.url}/_local/status`)).status).toBe(200);
    // Long enough for the stream, the queue and their retries to meet the fault more than once.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    end(cloud);
    expect(await make('after')).toBe(201);
    await cloud.idle();
    // Where the file had room for a message's count and none for its effect, it was tried as often as its queue allows.
    cloud.deadLetters.redrive();
    await cloud.idle();
    expect(cloud.deadLetters.list()).toEqual([]);
    const records = keysIn(cloud, 'record#');
    expect(acknowledged.filter((id) => !records.includes(id))).toEqual([]);
    expect(keysIn(cloud, 'effect#')).toEqual(records);
  });
});

describe('a full disk and a file that is put', () => {
  test('keeps nothing of an object whose row could not be written, and the object that was there', async () => {
    const cloud = await start();
    const { store } = cloud.services.objects;
    const put = (text: string) =>
      store.put(
        'bucket',
        'key',
        (async function* () {
          yield Buffer.from(text);
        })(),
        {},
        1000,
      );
    await put('first');
    cloud.engine.database.exec('PRAGMA query_only = ON');
    await expect(put('second')).rejects.toThrow();
    cloud.engine.database.exec('PRAGMA query_only = OFF');
    const kept = store.get('bucket', 'key')?.read();
    expect(Buffer.concat(await (kept?.toArray() ?? [])).toString()).toBe('first');
    await expect.poll(() => readdirSync(join(folder, 'files'))).toHaveLength(1);
  });
});
