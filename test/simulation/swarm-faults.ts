/** Swarm testing: each seed switches some kinds of fault on, each at a rate of its own, so that runs differ in kind. */
import type { Chance } from '../integration/loop/chance.ts';
import { type Adversary, ALL_FAULTS, type Fault, faultsOf } from './faults.ts';

/** One in so many operations, from rare to frequent. */
const RATES = [400, 150, 60, 25] as const;
/** At this rate one kind at the most: with several of them hardly a request would ever come through. */
const FREQUENT = 10;

export function swarmAdversary(chance: Chance): Adversary {
  const oneIn = new Map<Fault, number>();
  for (const fault of ALL_FAULTS) {
    const rate = chance.pick(RATES) ?? 0;
    if (chance.oneIn(2)) oneIn.set(fault, rate);
  }
  const storm = chance.pick(ALL_FAULTS);
  if (storm !== undefined && chance.oneIn(2)) oneIn.set(storm, FREQUENT);
  return (operation) => {
    for (const fault of faultsOf(operation)) {
      const rate = oneIn.get(fault);
      if (rate !== undefined && chance.oneIn(rate)) return fault;
    }
    return undefined;
  };
}
