/** What the table holds, as DynamoDB bills it: items and index entries, with 100 bytes on top of each. */

import type { CreateTableInput, Item, TableEngine } from '../local/table/index.ts';
import { sizeOfAttributes } from '../local/table/item-size.ts';

export type StoredBytes = {
  /** Items that stay, and their entries in the indexes. */
  readonly items: number;
  readonly indexes: number;
  /** Items that expire, with their entries: first answers to idempotency keys, and the like. */
  readonly expiring: number;
};

/** Source: developer guide, "DynamoDB Item sizes and formats" and "Using Global Secondary Indexes", storage. */
const OVERHEAD_BYTES = 100;

export function storedBytes(engine: TableEngine, table: CreateTableInput): StoredBytes {
  const ttl = table.TimeToLiveSpecification?.AttributeName ?? '';
  let [items, indexes, expiring] = [0, 0, 0];
  for (const item of engine.scanAll(table.TableName)) {
    const own = sizeOfAttributes(item) + OVERHEAD_BYTES;
    const entries = indexBytes(item, table);
    if (item[ttl] === undefined) {
      items += own;
      indexes += entries;
    } else expiring += own + entries;
  }
  return { items, indexes, expiring };
}

/** The indexes hold keys only: the table's and their own. */
function indexBytes(item: Item, { KeySchema, GlobalSecondaryIndexes = [] }: CreateTableInput): number {
  return GlobalSecondaryIndexes.reduce((bytes, index) => {
    const own = index.KeySchema.map(({ AttributeName }) => AttributeName);
    if (own.some((name) => item[name] === undefined)) return bytes;
    const names = [...own, ...KeySchema.map(({ AttributeName }) => AttributeName)];
    const entry = Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
    return bytes + sizeOfAttributes(entry) + OVERHEAD_BYTES;
  }, 0);
}

export const grownFrom = (before: StoredBytes, after: StoredBytes): StoredBytes => ({
  items: after.items - before.items,
  indexes: after.indexes - before.indexes,
  expiring: after.expiring - before.expiring,
});
