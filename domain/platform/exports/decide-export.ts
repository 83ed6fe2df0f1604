/** The job's progress, without I/O. */
import { canTransition, transition } from '../../../shared/states.ts';
import { DAY_MS, instantOf } from '../../../shared/values/time.ts';
import type { ExportJob } from './export.schema.ts';
import { exportStates } from './export.states.ts';

/** The same step may break down this often before the job is given up. */
const FAILURES_MAX = 3;
/** Below the seven days after which the bucket of the smallest stage drops its files. */
const KEPT_MS = 3 * DAY_MS;

/** Whether the job waits for exactly this step: one that was done already, or stopped meanwhile, does not. */
export const awaitsStep = (job: Pick<ExportJob, 'state' | 'step'> | undefined, step: number): boolean =>
  job !== undefined && job.step === step && canTransition(exportStates, 'fail', job.state);

type Read = { readonly phase: 'reading' | 'sealing'; readonly stateKey: string; readonly uploadId: string | undefined };

/** After a step that wrote rows: the last one leaves nothing but to make the file one. */
export function decideRead(job: ExportJob, progress: Read & { rows: number; bytes: number }, at: string) {
  return {
    ...progress,
    state: job.state === 'queued' ? transition(exportStates, 'start', job.state) : job.state,
    step: job.step + 1,
    failures: 0,
    startedAt: job.startedAt ?? at,
  } satisfies Partial<ExportJob>;
}

export const decideSealed = (job: ExportJob, sha256: string, nowMs: number) =>
  ({
    state: transition(exportStates, 'succeed', job.state),
    step: job.step + 1,
    failures: 0,
    sha256,
    finishedAt: instantOf(nowMs),
    expiresAt: instantOf(nowMs + KEPT_MS),
  }) satisfies Partial<ExportJob>;

/** After a step broke down: it is tried again, and given up when it keeps breaking down. */
export function decideFailure(job: ExportJob, failure: ExportJob['failure'], at: string): Partial<ExportJob> {
  const failures = job.failures + 1;
  if (failures < FAILURES_MAX) return { failures };
  return { failures, state: transition(exportStates, 'fail', job.state), failure, finishedAt: at };
}
