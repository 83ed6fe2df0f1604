// Deleting what has expired, as the service's own process does.

import type { EngineContext } from './context.ts';
import { performWrite, planWrite, readStored } from './item-write.ts';
import { rowValues } from './store.ts';
import type { TableSchema } from './table-schema.ts';
import { dueExpiries } from './ttl.ts';

const DELETES_PER_COMMIT = 100;

/** Deletes the items of all tables that have expired at `now` (ms since 1970); answers how many. */
export function expireItems(context: EngineContext, now: number): number {
  let count = 0;
  for (const name of context.catalog.names()) {
    const table = context.catalog.table(name);
    if (table.ttlAttribute === undefined) {
      continue;
    }
    let deleted: number;
    do {
      deleted = context.store.commit(() => expireSome(context, table, now));
      count += deleted;
    } while (deleted === DELETES_PER_COMMIT);
  }
  return count;
}

function expireSome(context: EngineContext, table: TableSchema, now: number): number {
  const { after, before } = dueExpiries(now);
  const due = context.store
    .statement('SELECT pk, sk FROM ddb_expiry WHERE table_id = ? AND expires > ? AND expires < ? LIMIT ?')
    .all(table.id, after, before, DELETES_PER_COMMIT);
  for (const row of due) {
    const [partition, sort] = rowValues<[Uint8Array, Uint8Array]>(row).map((bytes) => Buffer.from(bytes)) as [
      Buffer,
      Buffer,
    ];
    const key = { partition, sort };
    performWrite(context, planWrite(table, key, readStored(context, table, key), undefined, { expired: true }), false);
  }
  return due.length;
}
