/**
 * Keeps the values of the `max` keys that were asked for last, each made at its first asking. A map iterates in the
 * order of insertion, so its first key is the one longest unused.
 */
export function leastRecentlyUsed<Key, Value>(max: number, make: (key: Key) => Value): (key: Key) => Value {
  const kept = new Map<Key, Value>();
  return (key) => {
    const value = kept.get(key) ?? make(key);
    kept.delete(key);
    kept.set(key, value);
    const oldest = kept.keys().next();
    if (kept.size > max && oldest.done !== true) kept.delete(oldest.value);
    return value;
  };
}
