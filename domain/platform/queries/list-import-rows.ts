/** The refused rows of an import, one page of the report at a time, in the order of the file. */
import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { importJob, importPage } from '../import.entity.ts';
import type { ImportParams, ImportRowsQuery, RefusedRow } from '../import.schema.ts';

export async function listImportRows(
  context: Context,
  { params: { importId }, query }: RouteInput<ImportParams, ImportRowsQuery>,
): Promise<Page<RefusedRow>> {
  await context.records.need(importJob, importId);
  const request = { list: 'byImport', values: [importId], ascending: true };
  const page = await readPage(context, importPage, { ...query, limit: 1 }, request, ({ rows }) => rows);
  return { data: page.data.flat(), nextCursor: page.nextCursor };
}
