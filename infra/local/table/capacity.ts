// Capacity units by the rounding rules of the developer guide ("DynamoDB read and write operations"), for the
// ReturnConsumedCapacity answers and for the cost meter.
import { validationError } from './errors.ts';
import type { ConsumedMeter, ConsumedRow } from './types.ts';

const READ_UNIT_BYTES = 4096;
const WRITE_UNIT_BYTES = 1024;

/** Units of one call on one table. */
export type Usage = {
  readonly tableName: string;
  readonly read: number;
  readonly write: number;
  readonly indexes: ReadonlyMap<string, { readonly read: number; readonly write: number }>;
};

type CapacityMode = 'NONE' | 'TOTAL' | 'INDEXES';

/** Read units of so many bytes: 4 KB each, half for eventual, double for transactional reads; at least one block. */
export function readUnits(bytes: number, consistency: 'eventual' | 'strong' | 'transaction'): number {
  const blocks = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
  return consistency === 'eventual' ? blocks / 2 : consistency === 'strong' ? blocks : blocks * 2;
}

/** Write units of an item of so many bytes: 1 KB each, double in a transaction. */
export function writeUnits(bytes: number, transactional: boolean): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES)) * (transactional ? 2 : 1);
}

/** @throws ValidationException for a mode that does not exist */
export function readCapacityMode(value: unknown): CapacityMode {
  if (value === undefined || value === null) {
    return 'NONE';
  }
  if (value === 'NONE' || value === 'TOTAL' || value === 'INDEXES') {
    return value;
  }
  throw validationError(
    `1 validation error detected: Value '${String(value)}' at 'returnConsumedCapacity' failed to satisfy constraint: ` +
      'Member must satisfy enum value set: [INDEXES, TOTAL, NONE]',
  );
}

/** Adds up usages by table, in the order in which the tables first appear. */
export function mergeUsages(usages: readonly Usage[]): Usage[] {
  const merged = new Map<string, Usage>();
  for (const usage of usages) {
    const known = merged.get(usage.tableName);
    merged.set(usage.tableName, known === undefined ? usage : addUsage(known, usage));
  }
  return [...merged.values()];
}

/** The `ConsumedCapacity` member for an answer, or nothing. `split` adds read and write units, as transactions do. */
export function consumedCapacity(usage: Usage, mode: CapacityMode, split = false): Record<string, unknown> | undefined {
  if (mode === 'NONE') {
    return undefined;
  }
  const units = ({ read, write }: { read: number; write: number }) => ({
    CapacityUnits: read + write,
    ...(split && write > 0 ? { WriteCapacityUnits: write } : {}),
    ...(split && write === 0 ? { ReadCapacityUnits: read } : {}),
  });
  const sums = [...usage.indexes.values()];
  const total = {
    read: sums.reduce((sum, each) => sum + each.read, usage.read),
    write: sums.reduce((sum, each) => sum + each.write, usage.write),
  };
  const indexes = [...usage.indexes].map(([name, each]) => [name, units(each)] as const);
  return {
    TableName: usage.tableName,
    ...units(total),
    ...(mode === 'INDEXES' ? { Table: units(usage) } : {}),
    ...(mode === 'INDEXES' && indexes.length > 0 ? { GlobalSecondaryIndexes: Object.fromEntries(indexes) } : {}),
  };
}

/** The cost meter: counts every call, whether it asked for its capacity or not. */
export function capacityMeter(): ConsumedMeter & { record(operation: string, usages: readonly Usage[]): void } {
  const rows = new Map<string, { -readonly [Field in keyof ConsumedRow]: ConsumedRow[Field] }>();
  const listeners = new Set<(row: ConsumedRow) => void>();
  const add = (operation: string, tableName: string, indexName: string | undefined, read: number, write: number) => {
    const key = `${operation}\n${tableName}\n${indexName ?? ''}`;
    const index = indexName === undefined ? {} : { indexName };
    const call: ConsumedRow = { operation, tableName, ...index, readUnits: read, writeUnits: write, calls: 1 };
    for (const listener of listeners) listener(call);
    const row = rows.get(key);
    if (row === undefined) {
      rows.set(key, { ...call });
      return;
    }
    row.readUnits += read;
    row.writeUnits += write;
    row.calls += 1;
  };
  return {
    record: (operation, usages) => {
      for (const usage of usages) {
        add(operation, usage.tableName, undefined, usage.read, usage.write);
        for (const [name, { read, write }] of usage.indexes) {
          add(operation, usage.tableName, name, read, write);
        }
      }
    },
    rows: () => [...rows.values()].map((row) => ({ ...row })),
    totals: () => {
      const sum = { readUnits: 0, writeUnits: 0, calls: 0 };
      for (const row of rows.values()) {
        sum.readUnits += row.readUnits;
        sum.writeUnits += row.writeUnits;
        sum.calls += row.indexName === undefined ? row.calls : 0;
      }
      return sum;
    },
    reset: () => rows.clear(),
    onCall: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function addUsage(one: Usage, two: Usage): Usage {
  const indexes = new Map(one.indexes);
  for (const [name, { read, write }] of two.indexes) {
    const known = indexes.get(name) ?? { read: 0, write: 0 };
    indexes.set(name, { read: known.read + read, write: known.write + write });
  }
  return { tableName: one.tableName, read: one.read + two.read, write: one.write + two.write, indexes };
}
