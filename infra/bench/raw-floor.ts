/** The floor of a loop: the same number of transactions on the table engine alone, nothing of the product around them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTableEngine } from '../local/table/index.ts';

const TABLE = 'raw';
const ITEMS = 4;
const TEXT = 'x'.repeat(200);

/**
 * Ms for one transaction of four small items on disk. `NORMAL` is how the server commits, whose answers share a sync
 * (decision 0007); with `FULL` each is synced before the next begins.
 */
export async function rawTransactionMs(synchronous: 'NORMAL' | 'FULL', count = 400): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-raw-'));
  const engine = openTableEngine({ path: join(folder, 'raw.sqlite'), synchronous, now: () => Date.now() });
  try {
    engine.createTable({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    });
    const startedAt = performance.now();
    for (let index = 0; index < count; index += 1) await engine.run('TransactWriteItems', transaction(index));
    return (performance.now() - startedAt) / count;
  } finally {
    engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const transaction = (index: number) => ({
  TransactItems: Array.from({ length: ITEMS }, (_, part) => ({
    Put: { TableName: TABLE, Item: { pk: { S: `${index}#${part}` }, text: { S: TEXT } } },
  })),
});
