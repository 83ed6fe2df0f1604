/** Chance from a seed: the same seed makes the same choices. */
export type Chance = {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number;
  /** True in one of `of` cases. */
  oneIn(of: number): boolean;
  /** One of the list; undefined where it is empty. */
  pick<Item>(list: readonly Item[]): Item | undefined;
};

/** Mulberry32: small, and good enough to wander with. */
export function chanceOf(seed: number): Chance {
  let state = (seed * 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    whole,
    oneIn: (of) => whole(1, of) === 1,
    pick: (list) => list[whole(0, list.length - 1)],
  };
}
