import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { exportJob } from '../exports/export.entity.ts';
import { type ExportResource, presentExport } from '../exports/export.resource.ts';
import type { ExportQuery } from '../exports/export.schema.ts';

/** The jobs without their files, of which `GET /exports/{exportId}` gives the address. */
export const listExports = (
  context: Context,
  { query }: RouteInput<unknown, ExportQuery>,
): Promise<Page<ExportResource>> => {
  const { kind, state } = query;
  const where = (job: { kind: string; state: string }) =>
    (kind === undefined || job.kind === kind) && (state === undefined || job.state === state);
  return readPage(context, exportJob, query, { where }, (job) => presentExport(job));
};
