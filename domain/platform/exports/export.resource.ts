import { z } from 'zod';
import { JOB_FIELDS } from '../../../shared/http/job.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { Instant } from '../../../shared/values/time.ts';
import { ExportFormat, type ExportJob } from './export.schema.ts';

const DownloadResource = z.object({
  /** Fetch the file there by GET; whoever has the address can, until it expires. */
  url: z.string(),
  expiresAt: Instant,
});
export type DownloadResource = z.infer<typeof DownloadResource>;

export const ExportResource = z
  .object({
    ...JOB_FIELDS,
    kind: z.string(),
    format: ExportFormat,
    filters: z.record(z.string(), z.string()),
    escapeFormulas: z.boolean(),
    /** Rows and bytes written so far. */
    rows: z.number().int(),
    bytes: z.number().int(),
    /** Of the file, in hex; null until it is whole. */
    sha256: z.string().nullable(),
    /** Null in lists, until the file is whole, and when it is no longer kept. */
    download: DownloadResource.nullable(),
    /** The file is kept until then. */
    expiresAt: Instant.nullable(),
  })
  .meta({ id: 'Export' });
export type ExportResource = z.infer<typeof ExportResource>;

export function presentExport(job: Stored<ExportJob>, download: DownloadResource | null = null): ExportResource {
  const { id, kind, format, filters, escapeFormulas, state, rows, bytes, version, createdAt, updatedAt } = job;
  const { sha256 = null, failure = null, startedAt = null, finishedAt = null, expiresAt = null } = job;
  return {
    ...{ id, kind, format, filters, escapeFormulas, state, rows, bytes, sha256, download },
    progress: { done: rows, total: state === 'succeeded' ? rows : null, unit: 'rows' },
    ...{ failure, startedAt, finishedAt, expiresAt, version, createdAt, updatedAt },
  };
}

export const ExportKindResource = z
  .object({
    kind: z.string(),
    /** Its last word, where no other list has it, names it as well. */
    alias: z.string().nullable(),
    permission: z.string(),
    summary: z.string(),
    formats: z.array(ExportFormat),
    /** Query parameters of the list that can be given as filters. */
    filters: z.array(z.string()),
  })
  .meta({ id: 'ExportKind' });
export type ExportKindResource = z.infer<typeof ExportKindResource>;
