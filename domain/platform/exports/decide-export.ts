/** The job's progress, without I/O. */
import { transition } from '../../../shared/states.ts';
import { DAY_MS, instantOf } from '../../../shared/values/time.ts';
import { jobSteps } from '../job-steps.ts';
import type { ExportJob } from './export.schema.ts';
import { exportStates } from './export.states.ts';

/** Below the seven days after which the bucket of the smallest stage drops its files. */
const KEPT_MS = 3 * DAY_MS;

export const { awaitsStep, decideFailure } = jobSteps<ExportJob['state'], ExportJob['failure']>(exportStates);

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
