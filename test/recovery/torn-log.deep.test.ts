/**
 * A write-ahead log whose end is torn, as a power cut leaves it: a server is killed in its work, and its folder is
 * damaged in many ways at places that a seed chooses. Each copy must open, hold what was committed before the damage,
 * and run to its end with books that hold.
 */
import { appendFileSync, cpSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patientDelay, startLocalCloud } from '../../infra/local/cloud.ts';
import { checkBooks } from '../harness/books.ts';
import { type Chance, chanceOf } from '../integration/loop/chance.ts';
import { sleep } from './at-rest.ts';
import { type Done, openCompany, type Work } from './busy-company.ts';
import { acknowledgedIsStored, storedItems } from './compare.ts';
import { type Acknowledged, newLedger } from './patient-client.ts';
import { freePort, type Installation, install, startServer } from './server-process.ts';

const SEED = Number(process.env.RECOVERY_SEED ?? '1');
const COPIES_OF_EACH = 15;
/** Short enough for the log not to be begun anew, which happens at 16 MB. */
const LOG_BYTES_MAX = 14_000_000;
const WORK_MS_MAX = 20_000;
/** SQLite's log: a header, then frames of a header and a page each. */
const [LOG_HEADER, FRAME] = [32, 4096 + 24];

type Seen = { readonly request: Acknowledged; readonly logBytes: number };

let installation: Installation;
let origin = '';
let seen: readonly Seen[] = [];
beforeAll(async () => {
  installation = await install();
  origin = join(installation.folder, 'origin');
  seen = await workAndKill(origin);
});
afterAll(() => installation.remove());

/** Answers each acknowledged request with the length that the log had when its answer was there. */
async function workAndKill(data: string): Promise<Seen[]> {
  const port = await freePort();
  const ledger = newLedger();
  const done: Done = { loops: 0, imports: 0, rows: 0, uploads: 0 };
  const work: Work = { url: `http://127.0.0.1:${port}`, ledger, done, goesOn: true };
  const server = startServer(installation, data, port);
  await server.ready;
  const log = join(data, 'tandem.sqlite-wal');
  const lengths: number[] = [];
  const push = ledger.acknowledged.push.bind(ledger.acknowledged);
  ledger.acknowledged.push = (...requests) => {
    lengths.push(...requests.map(() => statSync(log).size));
    return push(...requests);
  };
  const { ended } = await openCompany(work, 'torn', { imports: false });
  for (let ms = 0; ms < WORK_MS_MAX && statSync(log).size < LOG_BYTES_MAX; ms += 20) await sleep(20);
  await server.kill();
  ledger.isOpen = false;
  await ended;
  return ledger.acknowledged.map((request, index) => ({ request, logBytes: lengths[index] ?? 0 }));
}

/** Damages the log and answers the first byte that may be wrong. */
type Damage = (log: string, chance: Chance) => Promise<number>;

/** In the last tenth mostly, where a power cut strikes; now and then anywhere. */
function placeIn(log: string, chance: Chance): number {
  const { size } = statSync(log);
  const from = chance.oneIn(4) ? LOG_HEADER : Math.floor(size * 0.9);
  return chance.whole(from, size - 1);
}

const DAMAGES: readonly [what: string, damage: Damage][] = [
  [
    'cut off',
    async (log, chance) => {
      const place = placeIn(log, chance);
      truncateSync(log, place);
      return place;
    },
  ],
  [
    'with one bit turned',
    async (log, chance) => {
      const place = placeIn(log, chance);
      const file = await open(log, 'r+');
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, place);
      await file.write(Buffer.from([(buffer[0] ?? 0) ^ (1 << chance.whole(0, 7))]), 0, 1, place);
      await file.close();
      return place;
    },
  ],
  [
    'with a page of zeros, as a file system leaves it that had given the room and not yet the bytes',
    async (log, chance) => {
      const place = placeIn(log, chance);
      const file = await open(log, 'r+');
      await file.write(Buffer.alloc(Math.min(4096, statSync(log).size - place)), 0, undefined, place);
      await file.close();
      return place;
    },
  ],
  [
    'with bytes of no meaning behind its end',
    async (log, chance) => {
      const { size } = statSync(log);
      appendFileSync(log, Buffer.from(Array.from({ length: chance.whole(1, 3 * FRAME) }, () => chance.whole(0, 255))));
      return size;
    },
  ],
];

/** A frame that is wrong ends the log before it. */
const wholeUpTo = (place: number): number => LOG_HEADER + Math.floor((place - LOG_HEADER) / FRAME) * FRAME;

async function runToTheEnd(folder: string): Promise<void> {
  const cloud = await startLocalCloud({
    ...{ data: { folder }, port: 0, template: installation.assembly, loader: 'bundle', synchronous: 'OFF' },
    ...{ logLevel: 'silent', retryDelay: patientDelay(20) },
  });
  await cloud.idle(60_000);
  expect(cloud.deadLetters.list()).toEqual([]);
  await cloud.stop();
}

describe(`a log that is torn (seed ${SEED})`, () => {
  test('was written by a server at work, and not begun anew meanwhile', () => {
    expect(seen.length).toBeGreaterThan(40);
    expect(seen.every(({ logBytes }, index) => index === 0 || logBytes >= (seen[index - 1]?.logBytes ?? 0))).toBe(true);
  });

  test.each(DAMAGES)('%s: what was committed before it is there, and the books hold', async (what, damage) => {
    const chance = chanceOf(SEED * 100 + DAMAGES.findIndex(([name]) => name === what));
    let [kept, lost] = [0, 0];
    for (let copy = 0; copy < COPIES_OF_EACH; copy += 1) {
      const folder = join(installation.folder, 'copy');
      cpSync(origin, folder, { recursive: true });
      const place = await damage(join(folder, 'tandem.sqlite-wal'), chance);
      const safe = seen.filter(({ logBytes }) => logBytes <= wholeUpTo(place)).map(({ request }) => request);
      await runToTheEnd(folder);
      const items = storedItems(join(folder, 'tandem.sqlite'));
      const where = `${what}, copy ${copy}, at byte ${place}`;
      expect(acknowledgedIsStored(safe, items), where).toEqual([]);
      expect(checkBooks(items), where).toEqual([]);
      kept += safe.length;
      lost += seen.length - safe.length;
      rmSync(folder, { recursive: true });
    }
    process.stdout.write(`${what}: ${COPIES_OF_EACH} logs, ${kept} answers found again, ${lost} behind the damage\n`);
  });

  test('a shared-memory file of another time beside it changes nothing, present or gone', async () => {
    const folder = join(installation.folder, 'copy');
    cpSync(origin, folder, { recursive: true });
    writeFileSync(join(folder, 'tandem.sqlite-shm'), Buffer.alloc(32_768, 0xa5));
    await runToTheEnd(folder);
    const items = storedItems(join(folder, 'tandem.sqlite'));
    expect(
      acknowledgedIsStored(
        seen.map(({ request }) => request),
        items,
      ),
    ).toEqual([]);
    expect(checkBooks(items)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
