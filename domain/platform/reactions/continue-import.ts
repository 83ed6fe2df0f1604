/**
 * The engine of an import. Each step reads the next rows from the cursor, has them written in commits of their own
 * (upserts, so that a step that was killed can be done again), and ends in one commit with the job's progress, the
 * report, the event that asks for the next step, and the marker of this one.
 */
import { asStep, type Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import type { ImportKind } from '../../../shared/module.ts';
import { isRejection } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { chooseChunk } from '../choose-chunk.ts';
import { awaitsStep, decideFailure, decideRestored, decideStep, type StepResult } from '../decide-import.ts';
import { importContinued, importFinished } from '../events.ts';
import { TENANT_KIND } from '../exports/export.schema.ts';
import { restoreStep } from '../exports/restore-step.ts';
import { importJob, importPage } from '../import.entity.ts';
import type { ImportJob } from '../import.schema.ts';
import { needKind, tenantFieldsOf } from '../import-kinds.ts';
import { readWindow } from '../import-source.ts';
import { FAILURES_MAX } from '../job-steps.ts';
import { needPlatform } from '../need-platform.ts';
import { readRows } from '../read-rows.ts';
import { recountRedone } from '../recount-redone.ts';
import { checkRow, runRows } from '../run-rows.ts';

/** Twice the longest row, so that each window holds a whole one. */
const WINDOW_BYTES = 128 * 1024;
/** Rows read beyond a step's size, to see where a group ends. */
const READ_AHEAD = 2;

type Continued = EventEnvelope<{ importId: string; step: number }>;

export async function continueImport(context: Context, { data: { importId, step } }: Continued): Promise<void> {
  const job = await context.records.get(importJob, importId);
  if (job === undefined || !awaitsStep(job, step)) {
    await commit(context, async () => undefined);
    return;
  }
  let write: WriteProgress;
  try {
    write = job.kind === TENANT_KIND ? await runRestore(context, job) : await runStep(context, job);
  } catch (error) {
    await breakDown(context, job, error);
    return;
  }
  await commit(context, async (work) => {
    const before = await work.records.need(importJob, importId);
    // A person may have cancelled it meanwhile: the rows that were written stay, the job does not go on.
    if (!awaitsStep(before, step)) return;
    write(work, before);
  });
}

type WriteProgress = (work: Work, before: Stored<ImportJob>) => void;

async function runRestore(context: Context, job: Stored<ImportJob>): Promise<WriteProgress> {
  const { changes, finished } = await restoreStep(context, job);
  return (work, before) => writeRestored(work, before, changes, finished);
}

async function runStep(context: Context, job: Stored<ImportJob>): Promise<WriteProgress> {
  const startedMs = context.deps.clock.now();
  const kind = await needKind(job.kind);
  const { rows, cursor, isLast } = await readChunk(context, job, kind);
  // What the rows change is the doing of the person who imports them.
  const step = asStep({ ...context, actor: job.createdBy });
  const outcomes = await recountRedone(step, await runRows(step, kind, rows, job.dryRun));
  const result = { outcomes, cursor, isLast, elapsedMs: context.deps.clock.now() - startedMs };
  return (work, before) => writeProgress(work, before, result);
}

async function readChunk(context: Context, job: Stored<ImportJob>, kind: ImportKind) {
  const { files } = needPlatform(context);
  const found = await readWindow(files, job.sourceKey, job.cursor.byte, WINDOW_BYTES);
  if (found === undefined) throw new Error(`The file of the import is gone: ${job.sourceKey}`);
  const reachesEnd = job.cursor.byte + found.bytes.length >= job.bytes;
  const of = { ...job, fields: (await tenantFieldsOf(context, kind)).all };
  const { rows: read, end } = readRows(found.bytes, job.cursor, reachesEnd, of, job.rowsPerStep * READ_AHEAD);
  const checked = read.map((row) => checkRow(kind, row));
  const moreFollow = end.byte < job.bytes;
  const groups = checked.map(({ group }) => group);
  const rows = checked.slice(0, chooseChunk(groups, job.rowsPerStep, moreFollow));
  const cursor = rows.length === checked.length ? end : (rows.at(-1)?.next ?? end);
  return { rows, cursor, isLast: cursor.byte >= job.bytes };
}

function writeProgress(work: Work, before: Stored<ImportJob>, result: StepResult): void {
  const { changes, pages, finished } = decideStep(before, result, nowAt(work.context.deps.clock));
  const after = work.update(importJob, before, changes, finished ? 'succeed' : 'continue');
  for (const { page, rows } of pages) work.create(importPage, { importId: before.id, page, rows: [...rows] });
  if (finished) emitFinished(work, after, 'succeeded');
  else work.emit(importContinued, after, { importId: after.id, step: after.step });
}

function writeRestored(work: Work, before: Stored<ImportJob>, changes: Partial<ImportJob>, finished: boolean): void {
  const after = work.update(
    importJob,
    before,
    decideRestored(before, changes, finished, nowAt(work.context.deps.clock)),
  );
  if (finished) emitFinished(work, after, 'succeeded');
  else work.emit(importContinued, after, { importId: after.id, step: after.step });
}

function emitFinished(work: Work, job: Stored<ImportJob>, state: 'succeeded' | 'failed'): void {
  const { id: importId, kind, counts } = job;
  work.emit(importFinished, job, { importId, kind, state, rows: counts.rows, refused: counts.refused });
}

/** Throttling and conflicts pass: the queue brings the step again. What keeps breaking down is given up, and said. */
async function breakDown(context: Context, job: Stored<ImportJob>, error: unknown): Promise<void> {
  if (isRejection(error) && error.kind === 'unavailable') throw error;
  // A container that is damaged stays so, and a company that is not empty too.
  const isFinal = job.kind === TENANT_KIND && isRejection(error);
  const isLast = isFinal || job.failures + 1 >= FAILURES_MAX;
  const at = nowAt(context.deps.clock);
  const failure = isFinal
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: 'Something went wrong on our side. The rows written so far stay.' };
  const { logger } = context.deps;
  if (!isFinal) logger.error('import step broke down', { importId: job.id, step: job.step, error: String(error) });
  await commit(isLast ? context : asStep(context), async (work) => {
    const before = await work.records.need(importJob, job.id);
    if (!awaitsStep(before, job.step)) return;
    const after = work.update(
      importJob,
      before,
      decideFailure(before, failure, at, isLast),
      isLast ? 'fail' : 'break_down',
    );
    if (after.state === 'failed') emitFinished(work, after, 'failed');
  });
  if (!isLast) throw error;
}
