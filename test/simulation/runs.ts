/** The runs of a level, one after another; several workers share them. */
import { openBase } from './base.ts';
import { runPlaces } from './every-fault.ts';
import type { Outcome } from './outcome.ts';
import { everyFault, type Plan, readPlace, sampledPairs } from './places.ts';
import { runSeed } from './swarm.ts';

export type RunOptions = {
  readonly level: 1 | 2 | 3;
  readonly from: number;
  readonly seeds: number;
  readonly tenants: number;
  /** One place of level 1 or 2 alone. */
  readonly at?: string | undefined;
  readonly keepTrace: boolean;
};

/** @param share which of the `shares` parts of the runs, counted from 0 */
export async function* runsOf(options: RunOptions, share: number, shares: number): AsyncGenerator<Outcome> {
  const { level, from, seeds, tenants, keepTrace } = options;
  const base = await openBase(tenants);
  try {
    if (level === 3) {
      for (let seed = from + share; seed < from + seeds; seed += shares) yield await runSeed(base, seed, { keepTrace });
    } else {
      let run = 0;
      const mine = (): boolean => run++ % shares === share;
      const plan = planOf(options);
      yield* runPlaces(base, (...step) => plan(...step).filter(mine), { keepTrace });
    }
  } finally {
    base.close();
  }
}

function planOf({ level, from, seeds, at }: RunOptions): Plan {
  if (at !== undefined) return readPlace(at);
  return level === 1 ? everyFault : sampledPairs(from, seeds);
}
