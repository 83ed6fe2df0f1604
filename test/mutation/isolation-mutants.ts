/** Mutants of what keeps companies apart, which the isolation suite must notice. */
import { callerMutants } from './caller-mutants.ts';
import { keyMutants } from './key-mutants.ts';
import type { Mutant } from './mutant.ts';

export const isolationMutants: readonly Mutant[] = [...keyMutants, ...callerMutants];
