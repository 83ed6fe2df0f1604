/** The job's progress, without I/O. */
import type { ImportOutcome } from '../../shared/module.ts';
import { transition } from '../../shared/states.ts';
import { type Cursor, type ImportCounts, type ImportJob, type RefusedRow, SHOWN_MAX } from './import.schema.ts';
import { importStates } from './import.states.ts';
import { jobSteps } from './job-steps.ts';

export const ROWS_FIRST = 100;
const ROWS_MIN = 10;
const ROWS_MAX = 400;
/** A step longer than this is halved, one shorter than a quarter of it doubled. */
const STEP_MS = 2_000;
const PAGE_ROWS = 50;
const PAGES_MAX = 200;
const ERRORS_MAX = 10;
const TEXT_MAX = 200;

export type StepResult = {
  readonly outcomes: readonly ImportOutcome[];
  readonly cursor: Cursor;
  readonly isLast: boolean;
  readonly elapsedMs: number;
};
export type StepDecision = {
  readonly changes: Partial<ImportJob>;
  readonly pages: readonly { readonly page: string; readonly rows: readonly RefusedRow[] }[];
  readonly finished: boolean;
};

export const { awaitsStep, decideFailure } = jobSteps<ImportJob['state'], ImportJob['failure']>(importStates);

/** The job after a step: counts, cursor, the next step's size, and the pages of its report. */
export function decideStep(job: ImportJob, result: StepResult, at: string): StepDecision {
  const running = job.state === 'queued' ? transition(importStates, 'start', job.state) : job.state;
  const refused = refusedRows(result.outcomes);
  const pages = pagesOf(refused, job.pages);
  const kept = pages.reduce((sum, { rows }) => sum + rows.length, 0);
  return {
    finished: result.isLast,
    pages,
    changes: {
      state: result.isLast ? transition(importStates, 'succeed', running) : running,
      cursor: result.cursor,
      step: job.step + 1,
      rowsPerStep: nextSize(job.rowsPerStep, result.elapsedMs),
      counts: addCounts(job.counts, result.outcomes),
      refusedFirst: [...job.refusedFirst, ...refused].slice(0, SHOWN_MAX),
      pages: job.pages + pages.length,
      reportTruncated: job.reportTruncated || kept < refused.length,
      failures: 0,
      startedAt: job.startedAt ?? at,
      ...(result.isLast ? { finishedAt: at } : {}),
    },
  };
}

/** The job after a step of a restore. */
export function decideRestored(
  job: ImportJob,
  changes: Partial<ImportJob>,
  finished: boolean,
  at: string,
): Partial<ImportJob> {
  const running = job.state === 'queued' ? transition(importStates, 'start', job.state) : job.state;
  return {
    ...changes,
    state: finished ? transition(importStates, 'succeed', running) : running,
    step: job.step + 1,
    failures: 0,
    startedAt: job.startedAt ?? at,
    ...(finished ? { finishedAt: at } : {}),
  };
}

function refusedRows(outcomes: readonly ImportOutcome[]): RefusedRow[] {
  const cut = (text: string) => text.slice(0, TEXT_MAX);
  return outcomes
    .flatMap((outcome) => (outcome.result === 'refused' ? [outcome] : []))
    .sort((a, b) => a.line - b.line)
    .map(({ line, errors }) => ({
      line,
      errors: errors
        .slice(0, ERRORS_MAX)
        .map(({ field, code, message }) => ({ field: cut(field), code: cut(code), message: cut(message) })),
    }));
}

function pagesOf(refused: readonly RefusedRow[], before: number): StepDecision['pages'] {
  const count = Math.min(Math.ceil(refused.length / PAGE_ROWS), Math.max(0, PAGES_MAX - before));
  return Array.from({ length: count }, (_, index) => ({
    page: String(before + index).padStart(6, '0'),
    rows: refused.slice(index * PAGE_ROWS, (index + 1) * PAGE_ROWS),
  }));
}

function nextSize(rows: number, elapsedMs: number): number {
  if (elapsedMs > STEP_MS) return Math.max(ROWS_MIN, Math.floor(rows / 2));
  return elapsedMs * 4 < STEP_MS ? Math.min(ROWS_MAX, rows * 2) : rows;
}

function addCounts(before: ImportCounts, outcomes: readonly ImportOutcome[]): ImportCounts {
  const counts = { ...before, rows: before.rows + outcomes.length };
  for (const { result } of outcomes) counts[result] += 1;
  return counts;
}
