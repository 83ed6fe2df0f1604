/** What the jobs that go on step by step have in common, imports and exports, without I/O. */
import { canTransition, type StateMachine, transition } from '../../shared/states.ts';

/** The same step may break down this often before a job is given up. */
export const FAILURES_MAX = 3;

type Job<State extends string> = { readonly state: State; readonly step: number; readonly failures: number };

/** The rules of a kind of job, by its states. */
export const jobSteps = <State extends string, Failure>(states: StateMachine<State, 'fail'>) => ({
  /** Whether a job waits for exactly this step: one that was done already, or stopped meanwhile, does not. */
  awaitsStep: (job: Pick<Job<State>, 'state' | 'step'> | undefined, step: number): boolean =>
    job !== undefined && job.step === step && canTransition(states, 'fail', job.state),

  /** The changes after a step broke down: it is tried again, and given up when it keeps breaking down. */
  decideFailure: (
    job: Pick<Job<State>, 'state' | 'failures'>,
    failure: Failure,
    at: string,
    isFinal: boolean = job.failures + 1 >= FAILURES_MAX,
  ) => {
    const failures = job.failures + 1;
    if (!isFinal) return { failures };
    return { failures, state: transition(states, 'fail', job.state), failure, finishedAt: at };
  },
});
