/**
 * Kills the server fifty times and more in the middle of its work, and compares what it had acknowledged with what is
 * there. `RECOVERY_SEED` chooses the moments, `RECOVERY_KILLS` how many there are.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkBooks } from '../harness/books.ts';
import { chanceOf } from '../integration/loop/chance.ts';
import { atRest, deadLetters, sleep } from './at-rest.ts';
import { type Done, openCompany, type Work } from './busy-company.ts';
import { acknowledgedIsStored, answersAreKept, madeOnce, objectsAreWhole, storedItems } from './compare.ts';
import { newLedger } from './patient-client.ts';
import { freePort, type Installation, install, startServer } from './server-process.ts';

const SEED = Number(process.env.RECOVERY_SEED ?? '1');
const KILLS = Number(process.env.RECOVERY_KILLS ?? '50');
/** One kill in so many comes while the server is still starting. */
const EARLY_ONE_IN = 5;
const EARLY_MS = 700;
const WORK_MS = { least: 150, most: 1_600 };

let installation: Installation;
beforeAll(async () => {
  installation = await install();
});
afterAll(() => installation.remove());

type Run = { work: Work; data: string; startMs: number[]; kills: number; early: number; faults: string[] };

/** Starts and kills until there were enough kills; after each start asks for the answers given before the kill. */
async function killAgainAndAgain(run: Run, port: number): Promise<void> {
  const chance = chanceOf(SEED);
  const { work, data, faults } = run;
  let compared = 0;
  while (run.kills < KILLS) {
    const server = startServer(installation, data, port);
    if (run.kills > 0 && chance.oneIn(EARLY_ONE_IN)) {
      await sleep(chance.whole(0, EARLY_MS));
      run.early += 1;
    } else {
      const workMs = chance.whole(WORK_MS.least, WORK_MS.most);
      const startMs = await server.ready;
      if (startMs === undefined) throw new Error(`The server did not start:\n${server.said()}`);
      run.startMs.push(startMs);
      const { acknowledged } = work.ledger;
      faults.push(...(await answersAreKept(work.url, acknowledged.slice(compared))));
      compared = acknowledged.length;
      await sleep(workMs);
    }
    await server.kill();
    run.kills += 1;
    faults.push(...unexpectedWords(server.said()));
  }
}

/** The server logs at `error`; nothing that a kill does is one. */
const unexpectedWords = (said: string): string[] =>
  said.trim() === '' ? [] : [`the server said ${said.slice(0, 1000)}`];

describe(`kill -9 under load (seed ${SEED})`, () => {
  test('loses nothing that was acknowledged, and does nothing twice', async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const ledger = newLedger();
    const done: Done = { loops: 0, imports: 0, rows: 0, uploads: 0 };
    const work: Work = { url, ledger, done, goesOn: true };
    const run: Run = { work, data: join(installation.folder, 'data'), startMs: [], kills: 0, early: 0, faults: [] };
    const begunAt = performance.now();
    // Even the sign-ups meet the first kills.
    const companies = Promise.all(['north', 'south', 'west'].map((name) => openCompany(work, name)));
    const clients = companies.then((opened) => Promise.all(opened.map(({ ended }) => ended)));
    await Promise.race([killAgainAndAgain(run, port), clients]);
    const killedMs = performance.now() - begunAt;
    work.goesOn = false;
    const server = startServer(installation, run.data, port);
    run.startMs.push((await server.ready) ?? Number.NaN);
    await clients;
    await atRest(url);
    const dead = await deadLetters(url);
    const { acknowledged } = ledger;
    const keptFaults = await answersAreKept(url, acknowledged);
    await atRest(url);
    expect(await server.stop()).toBe(0);
    report(run, killedMs, (performance.now() - begunAt) / 1000);

    expect(dead).toEqual([]);
    expect([...run.faults, ...ledger.faults, ...keptFaults]).toEqual([]);
    const items = storedItems(join(run.data, 'tandem.sqlite'));
    expect(acknowledgedIsStored(acknowledged, items)).toEqual([]);
    for (const [path, entity] of MADE) expect(madeOnce(acknowledged, items, path, entity)).toEqual([]);
    expect(checkBooks(items)).toEqual([]);
    expect(
      items.filter(({ __edb_e__, externalId }) => __edb_e__ === 'crm.account' && externalId !== undefined),
    ).toHaveLength(done.rows);
    expect(objectsAreWhole(run.data)).toEqual([]);
    expect(done.uploads).toBeGreaterThan(0);
    expect(run.kills).toBe(KILLS);
    expect([...ledger.refused].filter(([what]) => !what.startsWith('503'))).toEqual([]);
  });
});

/** Each of these makes one record, and nothing else of the load makes such a one. */
const MADE = [
  ['/crm/opportunities', 'crm.opportunity'],
  ['/finance/payments', 'finance.payment'],
  ['/imports', 'platform.import'],
] as const;

function report({ work: { ledger, done }, startMs, kills, early }: Run, killedMs: number, seconds: number): void {
  const sorted = [...startMs].sort((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
  const retried = ledger.acknowledged.filter(({ tries }) => tries > 1).length;
  process.stdout.write(
    [
      `seed ${SEED}: ${kills} kills, ${early} of them during the start, in ${(killedMs / 1000).toFixed(0)} s`,
      `${ledger.acknowledged.length} requests acknowledged, ${retried} after being sent again; ${ledger.reconnects} connections broken`,
      `${done.loops} loops closed, ${done.imports} imports of ${done.rows} rows, ${done.uploads} uploads`,
      `${startMs.length} restarts, ${median.toFixed(0)} ms at the median, ${longest.toFixed(0)} ms at the most`,
      `${seconds.toFixed(0)} s in all; refused: ${JSON.stringify([...ledger.refused])}\n`,
    ].join('\n'),
  );
}
