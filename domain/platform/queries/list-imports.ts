import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { importJob } from '../import.entity.ts';
import { type ImportResource, presentImport } from '../import.resource.ts';
import type { ImportQuery } from '../import.schema.ts';

export const listImports = (
  context: Context,
  { query }: RouteInput<unknown, ImportQuery>,
): Promise<Page<ImportResource>> => {
  const { kind, state } = query;
  const where = (job: { kind: string; state: string }) =>
    (kind === undefined || job.kind === kind) && (state === undefined || job.state === state);
  return readPage(context, importJob, query, { where }, presentImport);
};
