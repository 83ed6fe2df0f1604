/** An export: a job that writes a list, or the whole company, into a file in steps, with a cursor. */
import { z } from 'zod';
import type { Actor } from '../../../shared/events/event.ts';
import { PageQuery } from '../../../shared/http/paging.ts';
import { idSchema } from '../../../shared/values/ids.ts';
import { exportStates } from './export.states.ts';

export const ExportFormat = z.enum(['csv', 'ndjson', 'parquet']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** The kind that is no list: everything that the company has, to be imported into an empty one. */
export const TENANT_KIND = 'tenant';

/** The query parameters of the list, as its route takes them; all but the paging. */
const Filters = z.record(z.string().min(1).max(100), z.string().max(500));

export const ExportJob = z.object({
  id: z.string(),
  kind: z.string(),
  format: ExportFormat,
  filters: Filters,
  escapeFormulas: z.boolean(),
  state: z.enum(exportStates.states),
  /** `sealing`: every row is written, and what is left is to make the file one. */
  phase: z.enum(['reading', 'sealing']),
  /** The object with what the next step needs, the cursor above all; absent before the first step. */
  stateKey: z.string().optional(),
  step: z.number().int(),
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string().optional(),
  /** Of the upload in parts, so that a job that is stopped can let go of them. */
  uploadId: z.string().optional(),
  /** Times that the present step broke down. */
  failures: z.number().int(),
  failure: z.object({ code: z.string(), message: z.string() }).optional(),
  createdBy: z.custom<Actor>(),
  /** What its maker held when it was asked for: the list is read with it. */
  permissions: z.array(z.string()),
  correlationId: z.string(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
  /** The file is kept until then. */
  expiresAt: z.string().optional(),
});
export type ExportJob = z.infer<typeof ExportJob>;

export const ExportParams = z.object({ exportId: idSchema('exp') });
export type ExportParams = z.infer<typeof ExportParams>;

export const ExportQuery = PageQuery.extend({
  kind: z.string().max(100).optional(),
  state: z.enum(exportStates.states).optional(),
});
export type ExportQuery = z.infer<typeof ExportQuery>;

export const ExportBody = z.strictObject({
  /** A list, such as `crm.accounts` (`GET /export-kinds` names them all), or `tenant`. */
  kind: z.string().min(1).max(100),
  format: ExportFormat.default('csv'),
  filters: Filters.refine((filters) => Object.keys(filters).length <= 20, 'has more than 20 filters').default({}),
  /** CSV: a quote before what a spreadsheet would take for a formula. Off for a file that a program reads again. */
  escapeFormulas: z.boolean().default(true),
});
export type ExportBody = z.infer<typeof ExportBody>;
