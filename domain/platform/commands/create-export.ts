/** Begins an export: the job is handed to the engine. */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { exportContinued } from '../events.ts';
import { exportJob } from '../exports/export.entity.ts';
import { type ExportResource, presentExport } from '../exports/export.resource.ts';
import { type ExportBody, TENANT_KIND } from '../exports/export.schema.ts';
import { expectMayExport, needListKind, pageQuery } from '../exports/export-kinds.ts';

/**
 * @throws Rejection 403 without the list's own permission, 422 for an unknown kind, a filter that the list does not
 * take, or a format in which the whole company cannot be told
 */
export async function createExport(
  context: Context,
  { body }: RouteInput<unknown, unknown, ExportBody>,
): Promise<ExportResource> {
  const { kind, filters } = await checkedKind(body);
  await expectMayExport(context, kind);
  return commit(context, async (work) => {
    const job = work.create(exportJob, {
      ...{ id: context.deps.ids.next('exp'), kind, format: body.format, filters },
      ...{ escapeFormulas: body.escapeFormulas, state: 'queued', phase: 'reading' },
      ...{ step: 0, rows: 0, bytes: 0, failures: 0 },
      ...{ createdBy: context.actor, permissions: [...context.permissions], correlationId: context.correlationId },
    });
    work.emit(exportContinued, job, { exportId: job.id, step: job.step });
    return presentExport(job);
  });
}

async function checkedKind({ kind: name, format, filters }: ExportBody) {
  if (name !== TENANT_KIND) {
    const kind = await needListKind(name);
    pageQuery(kind, filters);
    return { kind: kind.kind, filters };
  }
  if (format !== 'ndjson') throw rejectField('/format', 'not_for_tenant', 'must be ndjson for the whole company');
  if (Object.keys(filters).length > 0)
    throw rejectField('/filters', 'not_for_tenant', 'must be empty for the whole company');
  return { kind: TENANT_KIND, filters: {} };
}
