/** The proofs that are themselves tested, each with its mutants and the commands that must notice them. */
import { faultMutants } from './fault-mutants.ts';
import { isolationMutants } from './isolation-mutants.ts';
import type { Suite } from './mutant.ts';

/** What the simulation meets too seldom: events in the wrong order, reads of two moments, a call that is too large. */
const RARE = [
  'test/integration/kernel',
  'test/integration/loop/early-events.test.ts',
  'test/integration/loop/torn-reads.test.ts',
  'test/integration/platform/import-steps.test.ts',
  'test/infra/outbox.test.ts',
];

export const SUITES: readonly Suite[] = [
  {
    name: 'faults',
    mutants: faultMutants,
    commands: [
      // Most are caught by the first few seeds of the swarm, which take a tenth of the time of level 1.
      ['node', 'test/simulation/simulate.ts', '--seeds', '25', '--bail'],
      ['vitest', 'run', '--bail', '1', ...RARE],
      ['node', 'test/simulation/simulate.ts', '--level', '1', '--bail'],
      // Races between what one commit reads and writes, at every write of some thirty acts.
      ['vitest', 'run', '--bail', '1', 'test/integration/loop/races.test.ts'],
      ['node', 'test/simulation/simulate.ts', '--from', '26', '--seeds', '60', '--bail'],
    ],
    caughtAtLeast: 0.95,
  },
  {
    name: 'isolation',
    mutants: isolationMutants,
    commands: [
      ['vitest', 'run', '--bail', '1', 'test/isolation/platform-space.test.ts'],
      ['vitest', 'run', '--bail', '1', 'test/isolation/matrix.test.ts'],
      ['vitest', 'run', '--bail', '1', 'test/isolation/layers.test.ts', 'test/isolation/non-interference.test.ts'],
    ],
    caughtAtLeast: 1,
  },
];
