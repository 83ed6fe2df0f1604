// What was acknowledged survives a kill; what the log holds by half is as if it had not been.
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openTableEngine, TableError } from '../../infra/local/table/index.ts';
import { item, put, s, streamed, TABLE } from '../conformance/engine/fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'table-engine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const WRITER = fileURLToPath(new URL('./table-writer.ts', import.meta.url));

/** Runs the writer until it has acknowledged so many transactions, kills it, and answers the last acknowledged one. */
async function killedAfter(path: string, synchronous: string, count: number): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, [WRITER, path, synchronous], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.split('\n').length > count) {
      child.kill('SIGKILL');
    }
  });
  await ended;
  return Number(text.split('\n').at(-2));
}

/** How many transactions the file holds; fails when one of them is not whole. */
function wholeTransactions(path: string): number {
  const engine = openTableEngine({ path, synchronous: 'NORMAL', now: Date.now });
  try {
    const items = [...engine.scanAll(TABLE)];
    const counter = items.find((each) => JSON.stringify(each.pk) === JSON.stringify(s('counter')));
    const count = Number(
      counter !== undefined && 'N' in (counter.count ?? {}) ? Object.values(counter.count ?? {})[0] : 0,
    );
    expect(items).toHaveLength(count === 0 ? 0 : 2 * count + 1);
    const listed = engine.execute('Query', {
      TableName: TABLE,
      IndexName: 'byGroup',
      KeyConditionExpression: 'g1 = :g',
      ExpressionAttributeValues: { ':g': s('g') },
      Select: 'COUNT',
    });
    expect(listed).toMatchObject({ Count: 2 * count });
    expect(engine.readStream(TABLE, 0, 100_000)).toHaveLength(3 * count);
    // It goes on from there.
    put(engine, item());
    return count;
  } finally {
    engine.close();
  }
}

describe('a process that is killed', () => {
  it.each(['FULL', 'NORMAL'])('loses nothing that it acknowledged (synchronous = %s)', async (synchronous) => {
    const path = join(folder, `killed-${synchronous}.db`);
    const acknowledged = await killedAfter(path, synchronous, 150);
    const found = wholeTransactions(path);
    expect(acknowledged).toBeGreaterThanOrEqual(150);
    expect(found).toBeGreaterThanOrEqual(acknowledged);
    // One more may have been committed without having been told.
    expect(found).toBeLessThanOrEqual(acknowledged + 1);
  });
});

describe('a log with a torn end', () => {
  it('is read up to its last whole commit', async () => {
    const path = join(folder, 'torn.db');
    const acknowledged = await killedAfter(path, 'NORMAL', 60);
    const logBytes = statSync(`${path}-wal`).size;
    expect(logBytes).toBeGreaterThan(100_000);
    let before = acknowledged + 1;
    for (const [index, share] of [0.99, 0.9, 0.6, 0.3].entries()) {
      const copy = join(folder, `torn-${index}.db`);
      copyFileSync(path, copy);
      copyFileSync(`${path}-wal`, `${copy}-wal`);
      truncateSync(`${copy}-wal`, Math.floor(logBytes * share) + 7);
      const found = wholeTransactions(copy);
      expect(found).toBeLessThanOrEqual(before);
      expect(found).toBeGreaterThan(0);
      before = found;
    }
  });

  it('is read up to where its bytes are wrong', async () => {
    const path = join(folder, 'wrong.db');
    const acknowledged = await killedAfter(path, 'NORMAL', 60);
    const log = readFileSync(`${path}-wal`);
    log.fill(0xa5, Math.floor(log.length / 2), Math.floor(log.length / 2) + 64);
    writeFileSync(`${path}-wal`, log);
    const found = wholeTransactions(path);
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(acknowledged);
  });
});

describe('a file', () => {
  it('that is full answers InternalServerError and keeps what it had', () => {
    const engine = openTableEngine({ path: join(folder, 'full.db'), synchronous: 'NORMAL', now: Date.now });
    engine.createTable(streamed);
    put(engine, item());
    const { page_count: pages } = engine.database.prepare('PRAGMA page_count').get() as { readonly page_count: number };
    engine.database.exec(`PRAGMA max_page_count = ${pages + 3}`);
    const large = (sk: string) => ({ Put: { TableName: TABLE, Item: item({ sk: s(sk), fill: s('x'.repeat(9000)) }) } });
    const write = () => engine.execute('TransactWriteItems', { TransactItems: [large('1'), large('2'), large('3')] });
    expect(write).toThrow(expect.objectContaining({ name: 'InternalServerError', statusCode: 500 }));
    expect(write).toThrow(TableError);
    expect([...engine.scanAll(TABLE)]).toEqual([item()]);
    engine.database.exec('PRAGMA max_page_count = 1000000');
    write();
    expect([...engine.scanAll(TABLE)]).toHaveLength(4);
    engine.close();
  });

  it('is taken up where it was left', () => {
    const path = join(folder, 'again.db');
    const first = openTableEngine({ path, now: Date.now });
    first.createTable(streamed);
    put(first, item({ g1: s('g') }));
    first.close();
    const second = openTableEngine({ path, now: Date.now });
    second.createTable(streamed);
    put(second, item({ sk: s('2') }));
    expect([...second.scanAll(TABLE)]).toHaveLength(2);
    expect(second.readStream(TABLE, 0, 10)).toHaveLength(2);
    second.close();
  });

  it('of another version is refused in words', () => {
    const path = join(folder, 'version.db');
    const engine = openTableEngine({ path, now: Date.now });
    engine.createTable(streamed);
    engine.database.exec("UPDATE ddb_setting SET value = 1 WHERE name = 'schema'");
    engine.close();
    expect(() => openTableEngine({ path, now: Date.now })).toThrow('made by another version of the engine');
  });

  it('of another program is refused in words, and left as it is', () => {
    const path = join(folder, 'alien.db');
    const alien = new DatabaseSync(path);
    alien.exec('CREATE TABLE note (text TEXT)');
    alien.close();
    const before = readFileSync(path);
    expect(() => openTableEngine({ path, now: Date.now })).toThrow("another program's: it holds the table note");
    expect(readFileSync(path)).toEqual(before);
  });

  it('that is no database is refused in words', () => {
    const path = join(folder, 'text.db');
    writeFileSync(path, 'Not a database, but a text that is long enough to have a header of its own.'.repeat(20));
    expect(() => openTableEngine({ path, now: Date.now })).toThrow('not a database');
  });

  it('belongs to one process', () => {
    const path = join(folder, 'owned.db');
    const engine = openTableEngine({ path, now: Date.now });
    engine.createTable(streamed);
    expect(() => openTableEngine({ path, now: Date.now })).toThrow('locked');
    engine.close();
  });
});
