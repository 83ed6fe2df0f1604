/** Begins an import: the file is kept, its columns are checked, and the job is handed to the engine. */
import { isHeld } from '../../../shared/authz/roles.ts';
import type { Context } from '../../../shared/context.ts';
import type { ImportKind, RouteInput } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { ROWS_FIRST } from '../decide-import.ts';
import { importContinued } from '../events.ts';
import { createRestore } from '../exports/create-restore.ts';
import { TENANT_KIND } from '../exports/export.schema.ts';
import { importJob } from '../import.entity.ts';
import { type ImportResource, presentImport } from '../import.resource.ts';
import { FILE_BYTES_MAX, type ImportBody } from '../import.schema.ts';
import { needKind, tenantFieldsOf } from '../import-kinds.ts';
import { writeSource } from '../import-source.ts';
import { enforceLimit } from '../index.ts';
import { needPlatform } from '../need-platform.ts';
import { openImportFile } from '../open-import-file.ts';
import { allPermissions } from '../registry.ts';
import { readStart } from '../start-of-file.ts';

/**
 * @throws Rejection 403 without the kind's own permission, 413 over the size limits, 422 for an unknown kind or upload,
 * an empty file, or columns that do not fit; nothing is written then
 */
export async function createImport(
  context: Context,
  { body }: RouteInput<unknown, unknown, ImportBody>,
): Promise<ImportResource> {
  if (body.kind === TENANT_KIND) return createRestore(context, body);
  const kind = await needKind(body.kind);
  await expectPermission(context, kind);
  const id = context.deps.ids.next('imp');
  const file = await openImportFile(context, body, id, FILE_BYTES_MAX);
  const { format, mapping, dryRun } = body;
  const facts = { format, mapping, fields: await tenantFieldsOf(context, kind) };
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
  if (permission !== undefined && isHeld(context.permissions, permission)) return;
  throw reject('forbidden', 'auth.forbidden', `This needs the permission ${name}.`, { facts: { permission: name } });
}
