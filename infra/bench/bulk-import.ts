/**
 * `npm run bench:bulk -- [--rows 750000]`: imports that many accounts through the public API into the product
 * as a process of its own with durable settings, then exports them in each format, and says how long it took and how
 * much memory the server had meanwhile. Prints a line for each twentieth of the rows and the rows of the tables in
 * docs/performance.md.
 */
import { createWriteStream, mkdtempSync, openAsBlob, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { type ApiClient, apiClient, waitFor } from '../cli/api-client.ts';
import { processorMs, residentMiB } from './measure.ts';
import { signIn, signUp, startServer } from './server-process.ts';

const PARTS = 20;
const POLL_MS = 500;
const TOKEN_MS = 10 * 60_000;
const JOB_MS_MAX = 3 * 60 * 60_000;

type Job = { readonly state: string; readonly counts: { readonly rows: number; readonly refused: number } };

const { values } = parseArgs({ options: { rows: { type: 'string', default: '750000' } } });
await main(Number(values.rows));

async function main(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bulk-'));
  const server = await startServer(join(folder, 'data'));
  try {
    const file = join(folder, 'accounts.csv');
    await pipeline(Readable.from(accountLines(rows)), createWriteStream(file));
    let api = apiClient(server.url).signedIn(await signUp(server.url, 'bulk'));
    const idleMiB = residentMiB(server.pid);
    const uploadId = await upload(api, file);
    const startedAt = performance.now();
    const cpuBefore = processorMs(server.pid);
    const { id } = await api.post<{ id: string }>('/imports', { kind: 'accounts', format: 'csv', uploadId });
    const watched = watchParts(server.pid, rows, startedAt);
    let signedAt = performance.now();
    const job = await waitFor(
      'The import',
      async () => {
        if (performance.now() - signedAt > TOKEN_MS) {
          api = apiClient(server.url).signedIn(await signIn(server.url, 'bulk'));
          signedAt = performance.now();
        }
        const now = await api.get<Job>(`/imports/${id}`);
        watched.saw(now.counts.rows);
        return now.state === 'queued' || now.state === 'running' ? undefined : now;
      },
      JOB_MS_MAX,
      POLL_MS,
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    const cpu = (processorMs(server.pid) - cpuBefore) / job.counts.rows;
    console.log(
      `| ${rows} | ${job.state}, ${job.counts.refused} refused | ${seconds.toFixed(0)} s | ` +
        `${Math.round(rows / seconds)} | ${cpu.toFixed(2)} ms | ${idleMiB.toFixed(0)} MiB | ` +
        `${watched.peakMiB().toFixed(0)} MiB | ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB |`,
    );
    for (const format of ['csv', 'ndjson', 'parquet']) await exportAll(api, server.pid, format);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Accounts as a company's old system would give them; the same for a number each time. */
function* accountLines(rows: number): Generator<string> {
  yield 'externalId,name,email,city,country,addressLine1\n';
  for (let row = 0; row < rows; row += 1) {
    const number = String(row).padStart(7, '0');
    yield `OLD-${number},Customer ${number},buyer${number}@customer-${number}.example,Berlin,DE,Main Street ${row % 400}\n`;
  }
}

async function upload(api: ApiClient, file: string): Promise<string> {
  const { id, url } = await api.post<{ id: string; url: string }>('/uploads', {});
  const answer = await fetch(url, { method: 'PUT', body: await openAsBlob(file) });
  if (!answer.ok) throw new Error(`The upload was refused with ${answer.status}`);
  return id;
}

async function exportAll(api: ApiClient, pid: number, format: string): Promise<void> {
  let peak = 0;
  const startedAt = performance.now();
  const { id } = await api.post<{ id: string }>('/exports', { kind: 'crm.accounts', format });
  const job = await waitFor(
    'The export',
    async () => {
      peak = Math.max(peak, residentMiB(pid));
      const now = await api.get<{ state: string; rows: number; bytes: number }>(`/exports/${id}`);
      return now.state === 'queued' || now.state === 'running' ? undefined : now;
    },
    JOB_MS_MAX,
    POLL_MS,
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    `| export as ${format} | ${job.state} | ${job.rows} | ${seconds.toFixed(0)} s | ${Math.round(job.rows / seconds)} | ` +
      `${peak.toFixed(0)} MiB | ${(job.bytes / 2 ** 20).toFixed(0)} MiB |`,
  );
}

/** Prints the speed and the memory of each part of the file as it is done. */
function watchParts(pid: number, rows: number, startedAt: number) {
  let [peak, doneBefore, atBefore] = [0, 0, startedAt];
  return {
    peakMiB: () => peak,
    saw: (done: number) => {
      const resident = residentMiB(pid);
      peak = Math.max(peak, resident);
      if (done - doneBefore < rows / PARTS) return;
      const at = performance.now();
      const speed = ((done - doneBefore) / (at - atBefore)) * 1_000;
      console.log(`${done} rows: ${Math.round(speed)} a second, ${resident.toFixed(0)} MiB`);
      [doneBefore, atBefore] = [done, at];
    },
  };
}
