/**
 * The engine of an export. Each step reads on from where the one before stopped, adds to the file, puts down what the
 * next step needs, and ends in one commit with the job's progress and the event that asks for the next step. What a
 * step put down counts once its commit names it: a step that was killed, or that two messages ran at once, is done
 * again from the same place. Making the file one object is a step of its own, which reads nothing.
 */
import { asStep, type Context } from '../../../shared/context.ts';
import type { EventEnvelope } from '../../../shared/events/event.ts';
import { isRejection } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { exportContinued, exportFinished } from '../events.ts';
import { awaitsStep, decideFailure, decideRead, decideSealed } from '../exports/decide-export.ts';
import { exportJob } from '../exports/export.entity.ts';
import { type ExportJob, TENANT_KIND } from '../exports/export.schema.ts';
import { exportKeyOf } from '../exports/export-file.ts';
import { listSource } from '../exports/export-list.ts';
import { tenantSource } from '../exports/export-tenant.ts';
import {
  abandonFile,
  appendToFile,
  dropState,
  type FilePlace,
  finishFile,
  keepState,
  NEW_FILE,
  takeState,
} from '../exports/file-assembly.ts';
import { needPlatform } from '../need-platform.ts';

/** A step ends soon after this; a function of reactions has 30 seconds. */
const STEP_MS = 5_000;

type Continued = EventEnvelope<{ exportId: string; step: number }>;
type Job = Stored<ExportJob>;
type Progress = { readonly changes: Partial<ExportJob>; readonly finished: boolean };

export async function continueExport(context: Context, { data: { exportId, step } }: Continued): Promise<void> {
  const job = await context.records.get(exportJob, exportId);
  if (job === undefined || !awaitsStep(job, step)) {
    await commit(context, async () => undefined);
    return;
  }
  let progress: Progress;
  try {
    progress = job.phase === 'sealing' ? await seal(context, job) : await read(context, job);
  } catch (error) {
    await breakDown(context, job, error);
    return;
  }
  const isStopped = await commit(context, async (work) => {
    const before = await work.records.need(exportJob, exportId);
    // A person may have cancelled it meanwhile.
    if (!awaitsStep(before, step)) return true;
    const after = work.update(exportJob, before, progress.changes, progress.finished ? 'succeed' : 'continue');
    if (progress.finished) work.emit(exportFinished, after, factsOf(after, 'succeeded'));
    else work.emit(exportContinued, after, { exportId, step: after.step });
    return false;
  });
  await tidyUp(context, job, isStopped ? progress.changes : undefined);
}

const placeOf = (context: Context, { id }: Job, contentType: string): FilePlace => ({
  key: exportKeyOf(context.tenantId, id),
  contentType,
});

const sourceOf = async (job: Job) => (job.kind === TENANT_KIND ? tenantSource(job) : await listSource(job));

async function read(context: Context, job: Job): Promise<Progress> {
  const { clock, ids } = context.deps;
  const { files } = needPlatform(context);
  const source = await sourceOf(job);
  const place = placeOf(context, job, source.contentType);
  const { file, facts } =
    job.stateKey === undefined ? { file: NEW_FILE, facts: undefined } : await takeState(files, job.stateKey);
  const asker = asStep({ ...context, actor: job.createdBy, permissions: job.permissions });
  const { bytes, rows, next } = await source.read(asker, facts, clock.now() + STEP_MS);
  const grown = await appendToFile(files, place, file, bytes);
  const stateKey = `${place.key}.${job.step + 1}-${ids.next('st')}`;
  await keepState(files, stateKey, grown, next);
  const phase = next === undefined ? 'sealing' : 'reading';
  const progress = { phase, stateKey, uploadId: grown.uploadId, rows: job.rows + rows, bytes: grown.bytes } as const;
  return { changes: decideRead(job, progress, nowAt(clock)), finished: false };
}

async function seal(context: Context, job: Job): Promise<Progress> {
  const { files } = needPlatform(context);
  if (job.stateKey === undefined) throw new Error('An export without a state cannot be sealed');
  const { file } = await takeState(files, job.stateKey);
  const { contentType } = await sourceOf(job);
  const sha256 = await finishFile(files, placeOf(context, job, contentType), file);
  return { changes: decideSealed(job, sha256, context.deps.clock.now()), finished: true };
}

/** What no step needs any more goes; where the job was stopped, what this step has put down as well. */
async function tidyUp(context: Context, job: Job, unused: Partial<ExportJob> | undefined): Promise<void> {
  const { files } = needPlatform(context);
  try {
    for (const key of [job.stateKey, unused?.stateKey]) if (key !== undefined) await dropState(files, key);
    if (unused !== undefined) await abandonFile(files, exportKeyOf(context.tenantId, job.id), unused.uploadId);
  } catch (error) {
    // The bucket's lifecycle takes it.
    context.deps.logger.warn('an export could not be tidied up', { exportId: job.id, error: String(error) });
  }
}

const factsOf = ({ id, kind, rows, bytes }: Job, state: 'succeeded' | 'failed') => ({
  exportId: id,
  ...{ kind, state, rows, bytes },
});

/** Throttling and conflicts pass: the queue brings the step again. What keeps breaking down is given up, and said. */
async function breakDown(context: Context, job: Job, error: unknown): Promise<void> {
  if (isRejection(error) && error.kind === 'unavailable') throw error;
  const failure = isRejection(error)
    ? { code: error.code, message: error.message }
    : { code: 'internal', message: 'Something went wrong on our side. Ask for the export again.' };
  context.deps.logger.error('export step broke down', { exportId: job.id, step: job.step, error: String(error) });
  const changes = decideFailure(job, failure, nowAt(context.deps.clock));
  const isLast = changes.state !== undefined;
  await commit(isLast ? context : asStep(context), async (work) => {
    const before = await work.records.need(exportJob, job.id);
    if (!awaitsStep(before, job.step)) return;
    const after = work.update(exportJob, before, changes, isLast ? 'fail' : 'break_down');
    if (isLast) work.emit(exportFinished, after, factsOf(after, 'failed'));
  });
  if (!isLast) throw error;
  await tidyUp(context, job, { uploadId: job.uploadId });
}
