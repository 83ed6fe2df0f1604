/** What a loop, a list and a search cost as a tenant's data grows, and as tenants become many. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TenantId } from '../../shared/values/ids.ts';
import { apiClient } from '../cli/api-client.ts';
import { startLocalCloud } from '../local/cloud.ts';
import { ensureSynthesised } from '../synth.ts';
import { openBenchShop, runLoop } from './bench-shop.ts';
import { runClosed } from './load-loops.ts';
import { type Percentiles, percentiles, residentMiB, sampled, timed } from './measure.ts';
import { seedAccounts } from './seed-records.ts';
import { type ServerProcess, signIn, signUp, startServer } from './server-process.ts';
import { timedClients } from './timed-client.ts';

export type ItemsStep = {
  readonly items: number;
  readonly seedMs: number;
  readonly startMs: number;
  readonly readOne: Percentiles;
  readonly list: Percentiles;
  readonly search: Percentiles;
  readonly machineMs: number;
  readonly units: number;
  /** Transactions that loop T commits: its requests' and its reactions'. */
  readonly commits: number;
  readonly fileBytesPerItem: number;
  readonly memoryMiB: number;
};
export type TenantsStep = {
  readonly tenants: number;
  /** For one, with four signing up at once. */
  readonly signUpMs: number;
  readonly list: Percentiles;
  readonly machineMs: number;
  readonly memoryMiB: number;
};

const NAME = 'growth';
const LOOPS = 16;
const WARM_UP = 24;
const SAMPLES = 100;

/** @param sizes how many accounts the tenant has at each step, rising */
export async function growItems(sizes: readonly number[]): Promise<ItemsStep[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-items-'));
  const databaseFile = join(folder, 'tandem.sqlite');
  try {
    const { accountId, tenantId } = await openCompany(folder);
    const emptyBytes = statSync(databaseFile).size;
    const steps: ItemsStep[] = [];
    for (const [index, items] of sizes.entries()) {
      const seedMs = seedAccounts(databaseFile, tenantId, sizes[index - 1] ?? 0, items);
      const fileBytesPerItem = (statSync(databaseFile).size - emptyBytes) / items;
      const times = await withServer(folder, (server) => measureItems(server, accountId));
      steps.push({ items, seedMs, fileBytesPerItem, ...times, ...(await countLoop(folder, accountId)) });
    }
    return steps;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withServer<Result>(folder: string, work: (server: ServerProcess) => Promise<Result>): Promise<Result> {
  const server = await startServer(folder);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

const openCompany = (folder: string) =>
  withServer(folder, async ({ url }) => {
    const token = await signUp(url, NAME);
    const { accountId } = await openBenchShop(apiClient(url).signedIn(token));
    return { accountId, tenantId: tenantOf(token) };
  });

/** The tenant that an access token names. */
export function tenantOf(token: string): TenantId {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { tenantId: TenantId };
  return claims.tenantId;
}

async function measureItems({ url, pid, startMs }: ServerProcess, accountId: string) {
  const clients = timedClients(url, await signIn(url, NAME));
  const api = clients.plain;
  try {
    // A fresh process is slow until its code has been compiled; what is asked here is what the data cost.
    for (let index = 0; index < WARM_UP; index += 1) await runLoop(api, accountId, 'T');
    const { machineMs } = await runClosed({ api, accountId, pid }, 'T', 1, LOOPS);
    return {
      startMs,
      machineMs,
      readOne: await warmed(() => api.get(`/crm/accounts/${accountId}`)),
      list: await warmed(() => api.get('/crm/accounts?limit=50')),
      search: await warmed(() => api.get('/crm/accounts?q=customer%2000&limit=10')),
      memoryMiB: residentMiB(pid),
    };
  } finally {
    clients.close();
  }
}

async function warmed(call: () => Promise<unknown>): Promise<Percentiles> {
  await sampled(SAMPLES, call);
  return sampled(SAMPLES, call);
}

/** Read and write units, and commits, of one loop T on these data, by the engine's meter, in this process; each list is read once. */
async function countLoop(folder: string, accountId: string): Promise<{ units: number; commits: number }> {
  const { assembly } = await ensureSynthesised();
  const cloud = await startLocalCloud({ data: { folder }, port: 0, template: assembly, loader: 'bundle' });
  try {
    const api = apiClient(cloud.url).signedIn(await signIn(cloud.url, NAME));
    await cloud.idle();
    cloud.engine.consumed().reset();
    await runLoop({ ...api, get: (path) => cloud.idle().then(() => api.get(path)) }, accountId, 'T');
    await cloud.idle();
    const consumed = cloud.engine.consumed();
    const { readUnits, writeUnits } = consumed.totals();
    const commits = consumed
      .rows()
      .filter((row) => row.operation === 'TransactWriteItems' && row.indexName === undefined);
    return { units: readUnits + writeUnits, commits: commits.reduce((sum, { calls }) => sum + calls, 0) };
  } finally {
    await cloud.stop();
  }
}

/** Companies that work; the others have signed up and are read from. */
const SHOPS_MAX = 10;
const SIGN_UPS_AT_ONCE = 4;

/** @param counts how many tenants there are at each step, rising */
export async function growTenants(counts: readonly number[]): Promise<TenantsStep[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-tenants-'));
  try {
    return await withServer(folder, async (server) => {
      const tokens: string[] = [];
      const shops: { token: string; accountId: string }[] = [];
      const steps: TenantsStep[] = [];
      for (const tenants of counts) {
        const added = tenants - tokens.length;
        const signUpMs = await timed(() => signUpMany(server.url, tokens, tenants));
        for (const token of tokens.slice(shops.length, SHOPS_MAX))
          shops.push({ token, ...(await openBenchShop(apiClient(server.url).signedIn(token))) });
        steps.push({ tenants, signUpMs: signUpMs / added, ...(await measureTenants(server, tokens, shops)) });
      }
      return steps;
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function signUpMany(url: string, tokens: string[], until: number): Promise<void> {
  let next = tokens.length;
  const one = async (): Promise<void> => {
    while (next < until) {
      const index = next;
      next += 1;
      tokens[index] = await signUp(url, `tenant-${index}`);
    }
  };
  await Promise.all(Array.from({ length: SIGN_UPS_AT_ONCE }, one));
}

async function measureTenants(
  { url, pid }: ServerProcess,
  tokens: readonly string[],
  shops: readonly { token: string; accountId: string }[],
) {
  const samples: number[] = [];
  // Every tenant is read from, so that the caches meet as many tenants as there are.
  for (let index = 0; index < Math.max(SAMPLES, tokens.length); index += 1) {
    const clients = timedClients(url, tokens[index % tokens.length] ?? '');
    samples.push(await timed(() => clients.plain.get('/crm/accounts?limit=50')));
    clients.close();
  }
  let machineMs = 0;
  for (const { token, accountId } of shops) {
    const clients = timedClients(url, token);
    await runLoop(clients.plain, accountId, 'T');
    machineMs += (await runClosed({ api: clients.plain, accountId, pid }, 'T', 1, 4)).machineMs;
    clients.close();
  }
  return { list: percentiles(samples), machineMs: machineMs / shops.length, memoryMiB: residentMiB(pid) };
}
