/** Swarm testing: each seed switches some kinds of fault on, each at a rate of its own, so that runs differ in kind. */
import type { Chance } from './chance.ts';
import { ALL_FAULTS, type Adversary, type Fault, faultsOf } from './faults.ts';

/** One in so many operations, from rare to frequent. */
const RATES = [400, 150, 60, 25, 10] as const;

export function swarmAdversary(chance: Chance): Adversary {
  const oneIn = new Map<Fault, number>();
  for (const fault of ALL_FAULTS) {
    const rate = chance.pick(RATES) ?? 0;
    if (chance.oneIn(2)) oneIn.set(fault, rate);
  }
  return (operation) => {
    for (const fault of faultsOf(operation)) {
      const rate = oneIn.get(fault);
      if (rate !== undefined && chance.oneIn(rate)) return fault;
    }
    return undefined;
  };
}
