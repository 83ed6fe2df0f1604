/**
 * `npm run bench [-- --full]`: measures the budgets of DESIGN 13 on the bundles that are deployed, in a server process of
 * its own with durable settings, and writes tables and plots into `docs/performance.md` as they are, met or not.
 * `--full` grows the data to a million accounts and a thousand tenants.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openBenchShop, runLoop } from './bench-shop.ts';
import { budgetFigures, type Run, TRYTON_A_MINUTE } from './budget-figures.ts';
import { countLoops } from './count-loops.ts';
import { growItems, growTenants } from './growth.ts';
import { type LoadResult, runClosed, runOpen } from './load-loops.ts';
import { residentMiB, sampled } from './measure.ts';
import { rawTransactionMs } from './raw-floor.ts';
import {
  growthPlot,
  latencyPlot,
  loopsPlot,
  renderBudgets,
  renderItems,
  renderLoad,
  renderRequests,
  renderTenants,
} from './render-figures.ts';
import { coldStartMs, type ServerProcess, signUp, startServer } from './server-process.ts';
import { timedClients } from './timed-client.ts';
import { setting, writePerformance } from './write-performance.ts';

const CLIENTS = [1, 4, 8, 16];
const LOOPS = 48;
const WARM_UP = 32;
const READS = 400;

const { values } = parseArgs({ options: { full: { type: 'boolean', default: false } } });
await main(values.full);

async function main(full: boolean): Promise<void> {
  const startedAt = performance.now();
  say('Start, cold and warm');
  const cold = await coldStartMs();
  const served = await measureServer(full ? 20 : 6);
  say('Growth of data');
  const items = await growItems(full ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000, 100_000]);
  say('Growth of tenants');
  const tenants = await growTenants(full ? [1, 10, 100, 1_000] : [1, 10, 50]);
  say('Counts');
  const run: Run = { coldStartMs: cold, ...served, items, tenants, counts: await countLoops() };
  writePerformance(
    {
      setting: setting(full, performance.now() - startedAt),
      budgets: renderBudgets(budgetFigures(run)),
      load: renderLoad(run.loads),
      requests: renderRequests(run.loads),
      items: renderItems(items),
      tenants: renderTenants(tenants),
    },
    {
      loops: loopsPlot(run.loads, 40 * TRYTON_A_MINUTE.several),
      latency: latencyPlot(run.loads),
      growth: growthPlot(items),
    },
  );
}

async function measureServer(seconds: number): Promise<Omit<Run, 'coldStartMs' | 'items' | 'tenants' | 'counts'>> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-bench-'));
  // The first start may have to build; the second one is what a warm start is.
  const first = await startServer(folder);
  await first.stop();
  const server = await startServer(folder);
  try {
    return { warmStartMs: server.startMs, ...(await measureLoad(server, seconds)) };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureLoad({ url, pid }: ServerProcess, seconds: number) {
  const clients = timedClients(url, await signUp(url, 'load'));
  try {
    const api = clients.plain;
    const { accountId } = await openBenchShop(api);
    const server = { api, accountId, pid };
    for (const kind of ['S', 'T', 'M'] as const)
      for (let index = 0; index < WARM_UP; index += 1) await runLoop(api, accountId, kind);
    say('Loops S and M');
    const stocked = await runClosed(server, 'S', 1, LOOPS);
    const levels = await runClosed(server, 'M', 1, LOOPS / 3);
    const loads: LoadResult[] = [];
    for (const count of CLIENTS) {
      say(`Loop T, ${count} client${count === 1 ? '' : 's'}`);
      const closed = await runClosed(server, 'T', count, LOOPS);
      loads.push(await runOpen(clients, accountId, count, closed, seconds));
    }
    const raw = { sharedMs: await rawTransactionMs('NORMAL'), syncedMs: await rawTransactionMs('FULL') };
    const readOne = await sampled(READS, () => api.get(`/crm/accounts/${accountId}`));
    return { stocked, levels, loads, raw, readOne, memoryMiB: residentMiB(pid) };
  } finally {
    clients.close();
  }
}

function say(what: string): void {
  console.log(`${what} …`);
}
