/** Exports a list by asking for its pages as a caller would, with the rights of who asked for the export. */
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { ExportJob } from './export.schema.ts';
import { needListKind, pageQuery } from './export-kinds.ts';
import type { ExportSource } from './export-source.ts';
import { rowFormat } from './row-formats.ts';
import { columnsOf } from './table-columns.ts';

type Place = { readonly cursor?: string; readonly format?: unknown };
type ListPage = { readonly data: readonly unknown[]; readonly nextCursor: string | null };

/** Rows that a step holds at once. */
const ROWS_MAX = 2_000;

export async function listSource(job: Stored<ExportJob>): Promise<ExportSource> {
  const kind = await needListKind(job.kind);
  const format = rowFormat(job.format, columnsOf(kind.row), job.escapeFormulas);
  const run = await kind.route.run();
  return {
    contentType: format.contentType,
    read: async (context: Context, from, untilMs) => {
      const place = (from ?? {}) as Place;
      const rows: unknown[] = [];
      let cursor = place.cursor;
      let isLast = false;
      while (!isLast && rows.length < ROWS_MAX && (rows.length === 0 || context.deps.clock.now() < untilMs)) {
        const query = pageQuery(kind, job.filters, cursor);
        const page = (await run(context, { params: {}, query, body: undefined, ifMatch: undefined })) as ListPage;
        rows.push(...page.data);
        cursor = page.nextCursor ?? undefined;
        isLast = cursor === undefined;
      }
      const { bytes, state } = format.add(rows, place.format);
      if (!isLast) return { bytes, rows: rows.length, next: { cursor, format: state } };
      return { bytes: Buffer.concat([bytes, format.end(state)]), rows: rows.length, next: undefined };
    },
  };
}
