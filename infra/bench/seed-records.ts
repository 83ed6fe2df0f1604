/**
 * Fills a tenant with accounts the fast way: straight into the engine's file, while no server runs, as items that the
 * product itself would have written for the record. What the API adds beside it (events, audit, keys for finding doubles)
 * is left out: it is the table and its indexes that are to grow.
 */
import { marshall } from '@aws-sdk/util-dynamodb';
import { account } from '../../domain/crm/account.entity.ts';
import { Account } from '../../domain/crm/account.schema.ts';
import { type Stored, toItem } from '../../shared/table/entity.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { openTableEngine } from '../local/table/index.ts';

const CHUNK = 5_000;
/** The trim of the stream keeps what is younger than this; nothing is. */
const NOTHING_KEPT = Number.MAX_SAFE_INTEGER;

/** Writes the accounts `from` to `to` of a tenant; answers how long it took, ms. */
export function seedAccounts(databaseFile: string, tenantId: TenantId, from: number, to: number): number {
  const startedAt = performance.now();
  const engine = openTableEngine({ path: databaseFile, synchronous: 'OFF', now: () => Date.now() });
  try {
    const { TableNames } = engine.execute('ListTables', {}) as { TableNames: string[] };
    const [TableName = ''] = TableNames;
    for (let start = from; start < to; start += CHUNK) {
      engine.database.exec('BEGIN');
      for (let index = start; index < Math.min(to, start + CHUNK); index += 1) {
        const item = toItem(account, accountOf(tenantId, index));
        engine.execute('PutItem', { TableName, Item: marshall(item, { removeUndefinedValues: true }) });
      }
      engine.database.exec('COMMIT');
      engine.trimStream(TableName, NOTHING_KEPT);
    }
  } finally {
    engine.close();
  }
  return performance.now() - startedAt;
}

const CREATED_AT = '2026-01-01T00:00:00.000Z';

/** Names are spread, so that a search finds its rows all over the table; a number prime to the modulus does not repeat. */
export const accountName = (index: number): string => `Customer ${String((index * 7919) % 1_000_003).padStart(7, '0')}`;

function accountOf(tenantId: TenantId, index: number): Stored<Account> {
  const fields = Account.parse({
    id: `acc_01${String(index).padStart(24, '0')}`,
    name: accountName(index),
    email: `buyer-${index}@customer.example`,
    creditLimitMinor: null,
    paymentTermsDays: 30,
    taxTreatment: 'domestic',
    shippingPolicy: 'partial',
    invoicingPolicy: 'dispatched',
    externalId: `B-${index}`,
    figures: { lifetimeValueMinor: 0, realisedMarginMinor: 0, ordersCount: 0 },
  });
  return { ...fields, tenantId, version: 1, createdAt: CREATED_AT, updatedAt: CREATED_AT };
}
