/** Begins an import: the file is kept, its columns are checked, and the job is handed to the engine. */
import { isAllowed } from '../../../shared/authz/roles.ts';
import type { Context } from '../../../shared/context.ts';
import type { ImportKind, RouteInput } from '../../../shared/module.ts';
import { reject, rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { ROWS_FIRST } from '../decide-import.ts';
import { importContinued } from '../events.ts';
import { importJob } from '../import.entity.ts';
import { type ImportResource, presentImport } from '../import.resource.ts';
import { FILE_BYTES_MAX, type ImportBody, INLINE_BYTES_MAX } from '../import.schema.ts';
import { fieldsOf } from '../import-columns.ts';
import { needKind } from '../import-kinds.ts';
import { inlineKeyOf, readWindow, uploadKeyOf, writeSource } from '../import-source.ts';
import { enforceLimit } from '../index.ts';
import { needPlatform } from '../need-platform.ts';
import { allPermissions } from '../registry.ts';
import { readStart } from '../start-of-file.ts';

/** Enough for the longest header. */
const HEAD_BYTES = 128 * 1024;

/**
 * @throws Rejection 403 without the kind's own permission, 413 over the size limits, 422 for an unknown kind or upload,
 * an empty file, or columns that do not fit; nothing is written then
 */
export async function createImport(
  context: Context,
  { body }: RouteInput<unknown, unknown, ImportBody>,
): Promise<ImportResource> {
  const kind = await needKind(body.kind);
  await expectPermission(context, kind);
  const id = context.deps.ids.next('imp');
  const file = await openFile(context, body, id);
  const { format, mapping, dryRun } = body;
  const facts = { format, mapping, fields: fieldsOf(kind) };
  const start = readStart(file.head, file.head.length === file.bytes, file.pointer, facts);
  if (file.content !== undefined) await writeSource(needPlatform(context).files, file.key, file.content);
  return commit(context, async (work) => {
    await enforceLimit(work, 'importsPerMonth');
    const job = work.create(importJob, {
      ...{ id, kind: kind.kind, format, dryRun, mapping, ...start },
      ...{ state: 'queued', sourceKey: file.key, bytes: file.bytes },
      ...{ step: 0, rowsPerStep: ROWS_FIRST, failures: 0, pages: 0 },
      counts: { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0 },
      ...{ refusedFirst: [], reportTruncated: false },
      ...{ createdBy: context.actor, correlationId: context.correlationId },
    });
    work.emit(importContinued, job, { importId: id, step: job.step });
    return presentImport(job);
  });
}

async function expectPermission(context: Context, { permission: name }: ImportKind): Promise<void> {
  const permission = (await allPermissions()).find((known) => known.name === name);
  const held = { roles: context.permissions, patterns: context.permissions };
  if (permission !== undefined && isAllowed(held, permission)) return;
  throw reject('forbidden', 'auth.forbidden', `This needs the permission ${name}.`, { facts: { permission: name } });
}

type File = {
  readonly key: string;
  readonly head: Buffer;
  readonly bytes: number;
  readonly pointer: string;
  /** The whole file, where it came with the request and is still to be kept. */
  readonly content?: Buffer;
};

async function openFile(context: Context, { content, uploadId }: ImportBody, id: string): Promise<File> {
  if (uploadId === undefined) {
    const bytes = Buffer.from(content ?? '', 'utf8');
    if (bytes.length > INLINE_BYTES_MAX)
      throw rejectField('/content', 'too_large', 'is over 1 MB; use an upload', 'too_large');
    const head = bytes.subarray(0, HEAD_BYTES);
    return { key: inlineKeyOf(context.tenantId, id), head, bytes: bytes.length, pointer: '/content', content: bytes };
  }
  const key = uploadKeyOf(context.tenantId, uploadId);
  const found = await readWindow(needPlatform(context).files, key, 0, HEAD_BYTES);
  if (found === undefined)
    throw rejectField('/uploadId', 'unknown_upload', 'has no file yet, or is no upload of yours');
  if (found.total > FILE_BYTES_MAX)
    throw rejectField('/uploadId', 'too_large', 'is over 100 MB; split the file', 'too_large');
  return { key, head: found.bytes, bytes: found.total, pointer: '/uploadId' };
}
