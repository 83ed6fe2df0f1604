import { z } from 'zod';
import { JOB_FIELDS } from '../../shared/http/job.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import { ImportCounts, ImportFormat, type ImportJob, RefusedRow } from './import.schema.ts';

export const ImportResource = z
  .object({
    ...JOB_FIELDS,
    kind: z.string(),
    format: ImportFormat,
    dryRun: z.boolean(),
    counts: ImportCounts,
    /** The first refused rows; all of them by `GET /imports/{importId}/rows`. */
    report: z.array(RefusedRow),
    /** True where more rows were refused than the report keeps; the counts are of all. */
    reportTruncated: z.boolean(),
  })
  .meta({ id: 'Import' });
export type ImportResource = z.infer<typeof ImportResource>;

export function presentImport(job: Stored<ImportJob>): ImportResource {
  const { id, kind, format, dryRun, state, counts, cursor, bytes, refusedFirst, reportTruncated } = job;
  const { failure = null, startedAt = null, finishedAt = null, version, createdAt, updatedAt } = job;
  return {
    ...{ id, kind, format, dryRun, state, counts },
    progress: { done: cursor.byte, total: bytes, unit: 'bytes' },
    ...{ report: refusedFirst, reportTruncated, failure, startedAt, finishedAt, version, createdAt, updatedAt },
  };
}

export const UploadResource = z
  .object({
    id: z.string(),
    /** Send the file there, as it is, by one request of this method. */
    url: z.string(),
    method: z.literal('PUT'),
    expiresAt: Instant,
    bytesMax: z.number().int(),
  })
  .meta({ id: 'Upload' });
export type UploadResource = z.infer<typeof UploadResource>;

export const ImportKindResource = z
  .object({
    kind: z.string(),
    permission: z.string(),
    /** Fields of a row; columns are matched with them by name. */
    fields: z.array(z.object({ name: z.string(), required: z.boolean() })),
  })
  .meta({ id: 'ImportKind' });
export type ImportKindResource = z.infer<typeof ImportKindResource>;
