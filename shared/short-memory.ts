/** What a function instance remembers for a while: so much, for so long. Whoever keeps it says of whom in the key. */

export type ShortMemory<Value> = {
  get(key: string, nowMs: number): Value | undefined;
  keep(key: string, value: Value, nowMs: number): void;
  forget(key: string): void;
};

/** @param keptMs how long a value is known; a clock that went back knows nothing of its age, and so not the value */
export function shortMemory<Value>({ keptMs, max }: { keptMs: number; max: number }): ShortMemory<Value> {
  const kept = new Map<string, { readonly value: Value; readonly atMs: number }>();
  return {
    get(key, nowMs) {
      const found = kept.get(key);
      return found !== undefined && nowMs >= found.atMs && nowMs < found.atMs + keptMs ? found.value : undefined;
    },
    keep(key, value, nowMs) {
      // Put last, so that the first of the map is the one kept longest ago.
      kept.delete(key);
      kept.set(key, { value, atMs: nowMs });
      const oldest = kept.keys().next();
      if (kept.size > max && oldest.done !== true) kept.delete(oldest.value);
    },
    forget: (key) => {
      kept.delete(key);
    },
  };
}
