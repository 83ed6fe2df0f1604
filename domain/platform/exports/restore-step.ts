/**
 * One step of a restore. The container is checked from its first to its last byte before anything is written; then what
 * the sign-up made goes, the records come in as they are (ids, versions, audit chains, events that are not sent again),
 * and at the end the company is gone through and its state hash compared with the container's. Each step can be done
 * again: a record that is there already, and is the same, is left.
 */
import type { Context } from '../../../shared/context.ts';
import { reject } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { ImportJob } from '../import.schema.ts';
import { readWindow } from '../import-source.ts';
import { needPlatform } from '../need-platform.ts';
import { count, damaged, expectAsSaid, type ReadLine, readLine, wholeLines } from './check-container.ts';
import { emptyTenant } from './empty-tenant.ts';
import type { Restore } from './restore.schema.ts';
import { addToState, NO_STATE, NO_TENANT_ID, textsOf } from './state-hash.ts';
import { LINE_BYTES_MAX } from './tenant-container.ts';
import { tenantScope } from './tenant-scope.ts';
import { WALK_START, type WalkPlace, walkTenant } from './walk-tenant.ts';
import { adoptProfile, beginRestoration, markRestoration, writeLines } from './write-restored.ts';

type Job = Stored<ImportJob> & { readonly restore: Restore };
export type RestoreProgress = {
  readonly changes: Pick<ImportJob, 'cursor' | 'counts' | 'restore'>;
  readonly finished: boolean;
};

/** Twice the longest line, so that each window holds a whole one. */
const WINDOW_BYTES = 2 * LINE_BYTES_MAX;
const STEP_MS = 5_000;

/** @throws Rejection that ends the job, with what is wrong with the container or the company */
export async function restoreStep(context: Context, stored: Stored<ImportJob>): Promise<RestoreProgress> {
  if (stored.restore === undefined) throw new Error('An import of a tenant without its restore');
  const job = { ...stored, restore: stored.restore };
  switch (job.restore.phase) {
    case 'checking':
      return check(context, job);
    case 'emptying':
      return empty(context, job);
    case 'writing':
      return write(context, job);
    case 'confirming':
      return confirm(context, job);
  }
}

const progress = (job: Job, restore: Restore, more: Partial<RestoreProgress['changes']> = {}, finished = false) => ({
  changes: { cursor: job.cursor, counts: job.counts, ...more, restore },
  finished,
});

/** The whole lines from the cursor on, with the bytes that they take in the file. */
async function readLines(context: Context, { sourceKey, bytes: total }: Job, from: number) {
  const found = await readWindow(needPlatform(context).files, sourceKey, from, WINDOW_BYTES);
  if (found === undefined) throw damaged('its file is gone');
  const { byName } = await tenantScope();
  const { texts, bytes } = wholeLines(found.bytes);
  if (bytes === 0) throw damaged(from >= total ? 'it has no end' : 'it breaks off in a line');
  const lines = texts.map((text) => ({ text, read: readLine(text, byName) }));
  return { lines, bytes: found.bytes.subarray(0, bytes), next: from + bytes };
}

async function check(context: Context, job: Job): Promise<RestoreProgress> {
  const untilMs = context.deps.clock.now() + STEP_MS;
  let { counted } = job.restore;
  let at = job.cursor.byte;
  do {
    const { lines, bytes, next } = await readLines(context, job, at);
    const endAt = lines.findIndex(({ read }) => read.kind === 'end');
    if (endAt >= 0) return concluded(job, { counted, lines, bytes, isLast: next === job.bytes, endAt });
    counted = count(counted, bytes, lines);
    at = next;
  } while (context.deps.clock.now() < untilMs);
  return progress(job, { ...job.restore, counted }, { cursor: { byte: at, line: 0 } });
}

type Last = {
  readonly counted: Restore['counted'];
  readonly lines: readonly { text: string; read: ReadLine }[];
  readonly bytes: Buffer;
  readonly isLast: boolean;
  readonly endAt: number;
};

function concluded(job: Job, { counted, lines, bytes, isLast, endAt }: Last): RestoreProgress {
  const last = lines[endAt];
  if (last?.read.kind !== 'end' || !isLast || endAt !== lines.length - 1) throw damaged('something follows its end');
  const before = bytes.subarray(0, bytes.length - Buffer.byteLength(last.text) - 1);
  const all = count(counted, before, lines.slice(0, endAt));
  expectAsSaid(all, last.read.end);
  const { end } = last.read;
  // A dry run has found out what it wanted to know.
  const counts = { ...job.counts, rows: job.dryRun ? end.records : 0 };
  return progress(job, { ...job.restore, counted: all, end, phase: 'emptying' }, { counts }, job.dryRun);
}

async function empty(context: Context, job: Job): Promise<RestoreProgress> {
  const { end, createdAt } = job.restore;
  if (end === undefined) throw new Error('A container that was not checked');
  if (await beginRestoration(context, job.id, end.sha256)) {
    await emptyTenant(context);
    await markRestoration(context, 'restoring');
  }
  await adoptProfile(context, createdAt);
  return progress(job, { ...job.restore, phase: 'writing' }, { cursor: { byte: 0, line: 1 } });
}

async function write(context: Context, job: Job): Promise<RestoreProgress> {
  const untilMs = context.deps.clock.now() + STEP_MS;
  let at = job.cursor.byte === 0 ? await headBytes(context, job) : job.cursor.byte;
  let counts = job.counts;
  do {
    const { lines, next } = await readLines(context, job, at);
    const written = await writeLines(
      context,
      lines.map(({ text, read }) => ({ text: ownText(context, text), read })),
    );
    counts = { ...counts, rows: counts.rows + written, created: counts.created + written };
    at = next;
  } while (at < job.bytes && context.deps.clock.now() < untilMs);
  const cursor = { byte: at, line: 0 };
  if (at < job.bytes) return progress(job, job.restore, { cursor, counts });
  const restore: Restore = { ...job.restore, phase: 'confirming', walk: WALK_START, confirmed: NO_STATE };
  return progress(job, restore, { cursor, counts });
}

const ownText = ({ tenantId }: Context, text: string): string => text.replaceAll(NO_TENANT_ID, tenantId);

async function headBytes(context: Context, { sourceKey }: Job): Promise<number> {
  const found = await readWindow(needPlatform(context).files, sourceKey, 0, LINE_BYTES_MAX);
  return (found?.bytes.indexOf(0x0a) ?? -1) + 1;
}

async function confirm(context: Context, job: Job): Promise<RestoreProgress> {
  const untilMs = context.deps.clock.now() + STEP_MS;
  let { walk, confirmed = NO_STATE } = job.restore;
  while (walk !== undefined && context.deps.clock.now() < untilMs) {
    const page: { found: Parameters<typeof textsOf>[0]; next: WalkPlace | undefined } = await walkTenant(context, walk);
    confirmed = addToState(confirmed, textsOf(page.found));
    walk = page.next;
  }
  if (walk !== undefined) return progress(job, { ...job.restore, walk, confirmed });
  if (confirmed !== job.restore.end?.stateHash) {
    const text = 'The company is not what the container says: somebody changed it meanwhile.';
    throw reject('conflict', 'platform.import.changed_meanwhile', text);
  }
  await markRestoration(context, 'restored');
  return progress(job, { ...job.restore, walk: undefined, confirmed }, {}, true);
}
