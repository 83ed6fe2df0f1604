/**
 * The server on a disk that is full: the log, the table, the queues and the uploads all lie on a file system of a few
 * megabytes. Needs the right to mount one; where there is none, `full-disk.test.ts` shows the same on a small app.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBooks } from '../harness/books.ts';
import { atRest, deadLetters, sleep } from './at-rest.ts';
import { type Done, openCompany, type Work } from './busy-company.ts';
import { acknowledgedIsStored, answersAreKept, objectsAreWhole, storedItems } from './compare.ts';
import { type Ledger, newLedger, sendOnce } from './patient-client.ts';
import { freePort, type Installation, install, type ServerProcess, startServer } from './server-process.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

const MEGABYTES = 512;
/** How often the disk is full, and for how long each time. */
const TIMES = 4;
const FULL_MS = 6_000;
const WORK_MS = 4_000;

let installation: Installation;
let disk: SmallDisk | undefined;
beforeAll(async () => {
  installation = await install();
  disk = mountSmallDisk(join(installation.folder, 'disk'), MEGABYTES);
});
afterAll(() => {
  disk?.remove();
  installation.remove();
});

/** A read by each token that was used, while nothing can be written. */
async function readsWork(url: string, { acknowledged }: Ledger): Promise<string[]> {
  const tokens = [...new Set(acknowledged.map(({ token }) => token))];
  const paths = ['/crm/accounts?limit=5', '/sales/orders?limit=5', '/me'];
  const answers = await Promise.all(
    tokens.flatMap((token) =>
      paths.map(async (path) => ({ path, ...(await sendOnce(url, { method: 'GET', path, token })) })),
    ),
  );
  return answers.flatMap(({ path, status, text }) =>
    status === 200 ? [] : [`GET ${path} answered ${status}: ${text}`],
  );
}

async function beFull(server: ServerProcess, url: string, { folder, fill, makeRoom }: SmallDisk, ledger: Ledger) {
  fill();
  await sleep(FULL_MS / 2);
  const before = ledger.acknowledged.length;
  const faults = await readsWork(url, ledger);
  await sleep(FULL_MS / 2);
  faults.push(...(await readsWork(url, ledger)));
  // The page that the filler left may take a write or two; the load is hundreds a second.
  const acknowledged = ledger.acknowledged.length - before;
  makeRoom();
  const isAlive = readdirSync(folder).includes('lock') && (await Promise.race([server.ended.then(() => false), true]));
  return { acknowledged, faults: isAlive ? faults : [...faults, `The server ended:\n${server.said()}`] };
}

describe('a full disk', () => {
  test('refuses writes so that they can be sent again, lets reads go on, and loses nothing', async ({ skip }) => {
    if (disk === undefined) return skip('a file system of its own cannot be mounted here');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const ledger = newLedger();
    const done: Done = { loops: 0, imports: 0, rows: 0, uploads: 0 };
    const work: Work = { url, ledger, done, goesOn: true };
    const data = join(disk.folder);
    const server = startServer(installation, data, port);
    await server.ready;
    const companies = await Promise.all(['north', 'south'].map((name) => openCompany(work, name)));
    const ended = Promise.all(companies.map((company) => company.ended));
    const faults: string[] = [];
    const spells: number[] = [];
    const drive = async () => {
      for (let time = 0; time < TIMES; time += 1) {
        await sleep(WORK_MS);
        const spell = await beFull(server, url, disk as SmallDisk, ledger);
        faults.push(...spell.faults);
        spells.push(spell.acknowledged);
      }
    };
    await Promise.race([drive(), ended]);
    work.goesOn = false;
    expect(faults).toEqual([]);
    await ended;
    await atRest(url);
    const dead = await deadLetters(url);
    const kept = await answersAreKept(url, ledger.acknowledged);
    await atRest(url);
    await server.stop();
    const refusals = [...ledger.refused];
    process.stdout.write(
      `${spells.length} times full; ${ledger.acknowledged.length} requests acknowledged, ` +
        `${spells.join(', ')} of them while it was full; refused: ${JSON.stringify(refusals)}; ` +
        `${done.loops} loops, ${done.imports} imports, ${done.uploads} uploads\n`,
    );
    expect([...ledger.faults, ...kept]).toEqual([]);
    expect(refusals.filter(([what]) => !what.startsWith('503') && what !== 'upload')).toEqual([]);
    expect(refusals.length).toBeGreaterThan(0);
    expect(dead).toEqual([]);
    const items = storedItems(join(data, 'tandem.sqlite'));
    expect(acknowledgedIsStored(ledger.acknowledged, items)).toEqual([]);
    expect(checkBooks(items)).toEqual([]);
    expect(objectsAreWhole(data)).toEqual([]);
  });
});
