import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { exportJob } from '../exports/export.entity.ts';
import { type ExportResource, presentExport } from '../exports/export.resource.ts';
import type { ExportParams } from '../exports/export.schema.ts';
import { downloadOf } from '../exports/export-file.ts';
import { expectMayExport } from '../exports/export-kinds.ts';

/** @throws Rejection 403 where the caller may not read the list that was exported, whoever asked for the export */
export async function getExport(context: Context, { params }: RouteInput<ExportParams>): Promise<ExportResource> {
  const job = await context.records.need(exportJob, params.exportId);
  await expectMayExport(context, job.kind);
  return presentExport(job, await downloadOf(context, job));
}
