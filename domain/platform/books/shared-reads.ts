/** Reads of one look: a record or partition that several checks ask for is read once. */
import type { Records } from '../../../shared/table/records.ts';

export function sharedReads(records: Records): Records {
  const known = new Map<string, Promise<unknown>>();
  const once = <Value>(key: readonly unknown[], read: () => Promise<Value>): Promise<Value> => {
    const text = JSON.stringify(key);
    const value = (known.get(text) as Promise<Value> | undefined) ?? read();
    known.set(text, value);
    return value;
  };
  return {
    ...records,
    get: (entity, key) => once(['get', entity.name, key], () => records.get(entity, key)),
    getMany: async (entity, keys) => {
      const found = await Promise.all(
        keys.map((key) => once(['get', entity.name, key], () => records.get(entity, key))),
      );
      return found.filter((record) => record !== undefined);
    },
    partition: (entity, key, options) =>
      once(['partition', entity.name, key, options], () => records.partition(entity, key, options)),
  };
}
