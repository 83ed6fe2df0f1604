/** Mutants of the fault handling, which the simulation must notice. */
import { commitMutants } from './commit-mutants.ts';
import { eventsMutants } from './events-mutants.ts';
import type { Mutant } from './mutant.ts';
import { reactionMutants } from './reaction-mutants.ts';

export const faultMutants: readonly Mutant[] = [...commitMutants, ...eventsMutants, ...reactionMutants];
