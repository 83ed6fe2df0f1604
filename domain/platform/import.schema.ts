/** An import: a job that goes through a file in steps, with a cursor, so that a kill costs at most one step again. */
import { z } from 'zod';
import type { Actor } from '../../shared/events/event.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { Restore } from './exports/restore.schema.ts';
import { importStates } from './import.states.ts';

export const INLINE_BYTES_MAX = 1024 * 1024;
export const FILE_BYTES_MAX = 100 * 1024 * 1024;
/** Of a whole company: what one request to the bucket takes. */
export const CONTAINER_BYTES_MAX = 5 * 1024 * 1024 * 1024;
/** Refused rows shown with the job itself; all of them, up to a bound, are in the report's pages. */
export const SHOWN_MAX = 20;

export const RowError = z.object({
  /** Field of the row; empty where the row as a whole cannot be read. */
  field: z.string(),
  code: z.string(),
  message: z.string(),
});
export type RowError = z.infer<typeof RowError>;

export const RefusedRow = z.object({
  /** Line of the file on which the row begins, counted from 1. */
  line: z.number().int(),
  errors: z.array(RowError),
});
export type RefusedRow = z.infer<typeof RefusedRow>;

export const ImportCounts = z.object({
  /** Rows looked at so far. */
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
});
export type ImportCounts = z.infer<typeof ImportCounts>;

export const ImportFormat = z.enum(['csv', 'ndjson']);
export type ImportFormat = z.infer<typeof ImportFormat>;

/** Column or key of the file → field of the kind; null leaves the column out. */
export const Mapping = z.record(z.string().min(1).max(200), z.string().min(1).max(100).nullable());
export type Mapping = z.infer<typeof Mapping>;

export const ImportJob = z.object({
  id: z.string(),
  kind: z.string(),
  format: ImportFormat,
  dryRun: z.boolean(),
  state: z.enum(importStates.states),
  /** Key of the file in the bucket; begins with the tenant. */
  sourceKey: z.string(),
  bytes: z.number().int(),
  /** CSV: the field of each column, null where the column is left out; and the byte between columns. */
  columns: z.array(z.string().nullable()).optional(),
  delimiter: z.string().length(1),
  mapping: Mapping,
  /** Where the next row begins. */
  cursor: z.object({ byte: z.number().int(), line: z.number().int() }),
  step: z.number().int(),
  /** Rows of the next step; found by how long the last one took. */
  rowsPerStep: z.number().int(),
  counts: ImportCounts,
  refusedFirst: z.array(RefusedRow),
  /** Pages of the report written so far. */
  pages: z.number().int(),
  /** More rows were refused than the report keeps. */
  reportTruncated: z.boolean(),
  /** Times that the present step broke down for a reason that is not the file's. */
  failures: z.number().int(),
  failure: RowError.omit({ field: true }).optional(),
  /** Of the kind `tenant`: how far the container has been checked, written and confirmed. */
  restore: Restore.optional(),
  createdBy: z.custom<Actor>(),
  correlationId: z.string(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
});
export type ImportJob = z.infer<typeof ImportJob>;
export type Cursor = ImportJob['cursor'];

/** A page of the report: refused rows in the order of the file. */
export const ImportPage = z.object({ importId: z.string(), page: z.string(), rows: z.array(RefusedRow) });

export const ImportParams = z.object({ importId: idSchema('imp') });
export type ImportParams = z.infer<typeof ImportParams>;
export const ImportQuery = PageQuery.extend({
  kind: z.string().max(100).optional(),
  state: z.enum(importStates.states).optional(),
});
export type ImportQuery = z.infer<typeof ImportQuery>;
export const ImportRowsQuery = PageQuery.pick({ cursor: true });
export type ImportRowsQuery = z.infer<typeof ImportRowsQuery>;

export const ImportBody = z
  .strictObject({
    kind: z.string().min(1).max(100),
    format: ImportFormat.default('csv'),
    /** The file itself, up to 1 MB. */
    content: z.string().max(INLINE_BYTES_MAX).optional(),
    /** Or the upload that it was sent to. */
    uploadId: idSchema('upl').optional(),
    /** Decides and reports as an import does, and writes nothing. */
    dryRun: z.boolean().default(false),
    mapping: Mapping.refine((mapping) => Object.keys(mapping).length <= 200, 'has more than 200 columns').default({}),
  })
  .superRefine(({ content, uploadId }, issues) => {
    if ((content === undefined) === (uploadId === undefined))
      issues.addIssue({ code: 'custom', path: ['content'], message: 'either content or uploadId is required' });
  });
export type ImportBody = z.infer<typeof ImportBody>;

export const UploadBody = z.strictObject({ bytes: z.number().int().min(1).max(CONTAINER_BYTES_MAX).optional() });
export type UploadBody = z.infer<typeof UploadBody>;
