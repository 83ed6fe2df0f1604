// One item's change: checked against the table's limits, then written with its index entries, expiry and stream record.
import { memberOf } from './attribute-value.ts';
import { type Usage, writeUnits } from './capacity.ts';
import type { EngineContext } from './context.ts';
import { validationError } from './errors.ts';
import { ITEM_BYTES_MAX, sizeOfAttributes } from './item-size.ts';
import { type ItemKey, keyIfFit, keyInIndex } from './key-encoding.ts';
import { projectAttributes } from './projection.ts';
import type { StoredText } from './store.ts';
import type { IndexSchema, TableSchema } from './table-schema.ts';
import { expiryOf } from './ttl.ts';
import type { Item } from './types.ts';
import { sameAttributes, sameValue } from './value-comparison.ts';

export type StoredItem = StoredText & { readonly item: Item };
/** An item as it will be stored. */
export type NextItem = { readonly item: Item; readonly text: string; readonly size: number };

export type PlannedWrite = {
  readonly table: TableSchema;
  readonly key: ItemKey;
  readonly before: StoredItem | undefined;
  readonly after: NextItem | undefined;
  readonly entries: readonly IndexChange[];
  readonly expired: boolean;
};

type IndexChange = {
  readonly index: IndexSchema;
  readonly before: ItemKey | undefined;
  readonly after: ItemKey | undefined;
};

/** Reads an item with its text and size. */
export function readStored({ store }: EngineContext, table: TableSchema, key: ItemKey): StoredItem | undefined {
  const row = store.getItem(table.id, key);
  return row === undefined ? undefined : { ...row, item: JSON.parse(row.text) as Item };
}

/**
 * Works out a change without making it.
 * @throws ValidationException for an item over 400 KB or an unfit index key
 */
export function planWrite(
  table: TableSchema,
  key: ItemKey,
  before: StoredItem | undefined,
  next: Item | undefined,
  { isUpdate = false, expired = false } = {},
): PlannedWrite {
  const size = next === undefined ? 0 : sizeOfAttributes(next);
  if (size > ITEM_BYTES_MAX) {
    throw validationError(`Item size ${isUpdate ? 'to update ' : ''}has exceeded the maximum allowed size`);
  }
  const after = next === undefined ? undefined : { item: next, text: JSON.stringify(next), size };
  const entries = table.indexes.map((index) => ({
    index,
    before: before === undefined ? undefined : keyIfFit(index, before.item),
    after: next === undefined ? undefined : nextEntry(index, before?.item, next),
  }));
  return { table, key, before, after, entries, expired };
}

// An item from before the index may hold a value that does not fit it. It stays out of the index and may be changed
// otherwise, as long as that value is left alone.
function nextEntry(index: IndexSchema, before: Item | undefined, next: Item): ItemKey | undefined {
  const same = (name: string) => {
    const [old, fresh] = [memberOf(before ?? {}, name), memberOf(next, name)];
    return old !== undefined && fresh !== undefined && sameValue(old, fresh);
  };
  const names = index.sort === undefined ? [index.partition.name] : [index.partition.name, index.sort.name];
  return names.every(same) ? keyIfFit(index, next) : keyInIndex(index, next);
}

/** Makes the change, inside the commit that is under way; answers the units that it takes. */
export function performWrite(context: EngineContext, plan: PlannedWrite, transactional: boolean): Usage {
  const { table, key, before, after, entries } = plan;
  const usage = usageOf(plan, transactional);
  if (before === undefined && after === undefined) {
    return usage;
  }
  const unchanged = before !== undefined && after !== undefined && sameAttributes(before.item, after.item);
  if (unchanged) {
    return usage;
  }
  const row = writeRow(context, plan);
  for (const entry of entries) {
    writeEntry(context, entry, key, row);
  }
  writeExpiry(context, plan);
  const item = (after ?? before)?.item as Item;
  context.stream.append({ table, item, before, after, expired: plan.expired, at: context.now() });
  if (table.streamView !== undefined) {
    context.grown.add(table.name);
  }
  return usage;
}

function writeRow({ store }: EngineContext, { table, key, before, after }: PlannedWrite): number {
  if (after !== undefined) {
    return store.putItem(table.id, key, after.text, after.size, before?.row);
  }
  const row = before?.row ?? 0;
  store.deleteItem(row);
  return row;
}

function writeEntry({ store }: EngineContext, { index, before, after }: IndexChange, key: ItemKey, row: number): void {
  if (before !== undefined && after !== undefined && sameKey(before, after)) {
    return;
  }
  if (before !== undefined) {
    store.deleteEntry(index.id, before, key);
  }
  if (after !== undefined) {
    store.putEntry(index.id, after, key, row);
  }
}

function writeExpiry({ store }: EngineContext, { table, key, before, after }: PlannedWrite): void {
  if (table.ttlAttribute === undefined) {
    return;
  }
  const old = before === undefined ? undefined : expiryOf(table, before.item);
  const next = after === undefined ? undefined : expiryOf(table, after.item);
  if (old === next) {
    return;
  }
  if (old !== undefined) {
    store
      .statement('DELETE FROM ddb_expiry WHERE table_id = ? AND expires = ? AND pk = ? AND sk = ?')
      .run(table.id, old, key.partition, key.sort);
  }
  if (next !== undefined) {
    store
      .statement('INSERT INTO ddb_expiry (table_id, expires, pk, sk) VALUES (?, ?, ?, ?)')
      .run(table.id, next, key.partition, key.sort);
  }
}

function usageOf({ table, before, after, entries, expired }: PlannedWrite, transactional: boolean): Usage {
  const indexes = new Map<string, { read: number; write: number }>();
  for (const entry of entries) {
    const write = expired ? 0 : indexUnits(entry, before, after);
    if (write > 0) {
      indexes.set(entry.index.name, { read: 0, write });
    }
  }
  // Deletes by time to live cost nothing.
  const write = expired ? 0 : writeUnits(Math.max(before?.size ?? 0, after?.size ?? 0), transactional);
  return { tableName: table.name, read: 0, write, indexes };
}

// Developer guide, "Using global secondary indexes", storage and write capacity: a change of the index key is a delete
// and a put; a change of projected attributes is one write; no change in the index is none. Within a transaction as
// well: what is doubled is the preparing and committing of the item, and the indexes follow after it ("Amazon DynamoDB
// Transactions: How it works"; so measured on the service by dynoxide's authors, their pull request 188, 2026).
function indexUnits({ index, before, after }: IndexChange, old?: StoredItem, next?: NextItem): number {
  const oldPart = old !== undefined && before !== undefined ? indexPart(index, old) : undefined;
  const nextPart = next !== undefined && after !== undefined ? indexPart(index, next) : undefined;
  const units = (part: { size: number } | undefined) => (part === undefined ? 0 : writeUnits(part.size, false));
  if (before === undefined || after === undefined || !sameKey(before, after)) {
    return units(oldPart) + units(nextPart);
  }
  if (oldPart === undefined || nextPart === undefined || sameAttributes(oldPart.item, nextPart.item)) {
    return 0;
  }
  return Math.max(units(oldPart), units(nextPart));
}

function indexPart({ projected }: IndexSchema, stored: NextItem): { item: Item; size: number } {
  if (projected === undefined) {
    return stored;
  }
  const item = projectAttributes(stored.item, projected);
  return { item, size: sizeOfAttributes(item) };
}

function sameKey(one: ItemKey, two: ItemKey): boolean {
  return one.partition.equals(two.partition) && one.sort.equals(two.sort);
}
