/** Counts capacity units of one loop of each kind, in process, by the engine's meter; and times the engine alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type ApiClient, apiClient } from '../cli/api-client.ts';
import { startLocalCloud } from '../local/cloud.ts';
import { openTableEngine } from '../local/table/index.ts';
import { ensureSynthesised } from '../synth.ts';
import { type LoopKind, openBenchShop, runLoop } from './bench-shop.ts';

/** USD for a million request units, us-east-1, on demand. Source: aws.amazon.com/dynamodb/pricing, as of November 2024. */
const USD_PER_MILLION = { write: 0.625, read: 0.125 };

export type LoopCount = { readonly writeUnits: number; readonly readUnits: number; readonly dollars: number };

/** What the product itself reads and writes in one loop; the polling of the player is not counted. */
export async function countLoops(): Promise<Readonly<Record<LoopKind, LoopCount>>> {
  const { assembly } = await ensureSynthesised();
  const cloud = await startLocalCloud({ data: 'memory', port: 0, template: assembly, loader: 'bundle' });
  try {
    const login = { email: 'count@tandem.example', password: 'Stop-watch-2026!' };
    await apiClient(cloud.url).post('/signup', { company: 'Count', country: 'DE', currency: 'EUR', ...login });
    const { accessToken } = await apiClient(cloud.url).post<{ accessToken: string }>('/auth/token', login);
    const api = unpolled(apiClient(cloud.url).signedIn(accessToken), cloud.idle);
    const { accountId } = await openBenchShop(api);
    const count = async (kind: LoopKind): Promise<LoopCount> => {
      await cloud.idle();
      cloud.engine.consumed().reset();
      await runLoop(api, accountId, kind);
      await cloud.idle();
      const { readUnits, writeUnits } = cloud.engine.consumed().totals();
      const dollars = (writeUnits * USD_PER_MILLION.write + readUnits * USD_PER_MILLION.read) / 1_000_000;
      return { writeUnits, readUnits, dollars };
    };
    for (const kind of ['S', 'T', 'M'] as const) await count(kind);
    return { S: await count('S'), T: await count('T'), M: await count('M') };
  } finally {
    await cloud.stop();
  }
}

/** Waits for the system to come to rest before each list, so that a list is read once and not polled. */
function unpolled(api: ApiClient, idle: () => Promise<void>): ApiClient {
  return { ...api, get: async (path) => idle().then(() => api.get(path)) };
}

const TRANSACTIONS = 400;

/** A transaction of four small items through the SDK on the engine alone, on disk with full durability; ms each. */
export async function rawTransactionMs(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-raw-'));
  const engine = openTableEngine({ path: join(folder, 'raw.sqlite'), synchronous: 'FULL', now: () => Date.now() });
  try {
    engine.createTable({
      TableName: 'raw',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    });
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ region: 'local', credentials, requestHandler: engine.requestHandler() }),
    );
    const startedAt = performance.now();
    for (let index = 0; index < TRANSACTIONS; index += 1) {
      const TransactItems = [0, 1, 2, 3].map((part) => ({
        Put: { TableName: 'raw', Item: { pk: `${index}#${part}`, text: 'x'.repeat(200) } },
      }));
      await client.send(new TransactWriteCommand({ TransactItems }));
    }
    return (performance.now() - startedAt) / TRANSACTIONS;
  } finally {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
