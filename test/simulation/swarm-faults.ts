/** Swarm testing: each seed switches some kinds of fault on, each at a rate of its own, so that runs differ in kind. */
import type { Chance } from '../integration/loop/chance.ts';
import { type Adversary, type Fault, faultsOf } from './faults.ts';

/** One in so many operations, from rare to frequent. */
const RATES = [400, 150, 60, 25] as const;
/** At this rate one kind at the most: with several of them hardly a request would ever come through. */
const FREQUENT = 10;

/** @param faults the kinds to choose from */
export function swarmAdversary(chance: Chance, faults: readonly Fault[]): Adversary {
  const oneIn = new Map<Fault, number>();
  for (const fault of faults) {
    const rate = chance.pick(RATES) ?? 0;
    if (chance.oneIn(2)) oneIn.set(fault, rate);
  }
  const storm = chance.pick(faults);
  if (storm !== undefined && chance.oneIn(2)) oneIn.set(storm, FREQUENT);
  return (operation) => {
    for (const fault of faultsOf(operation)) {
      const rate = oneIn.get(fault);
      if (rate !== undefined && chance.oneIn(rate)) return fault;
    }
    return undefined;
  };
}
