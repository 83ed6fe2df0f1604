/** Drives one import job: hands the file over, follows the job, returns its report. */
import { type ApiClient, waitFor } from './api-client.ts';

type Refusal = { line: number; errors: { field: string; code: string; message: string }[] };
type Job = {
  id: string;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  counts: { rows: number; created: number; updated: number; unchanged: number; refused: number };
  /** The first refused rows. */
  report: Refusal[];
  failure: { code: string; message: string } | null;
};
export type ImportReport = Job['counts'] & { id: string; refusals: Refusal[] };
export type ImportOptions = { format?: 'csv' | 'ndjson'; dryRun?: boolean; onProgress?: (rowsDone: number) => void };

/** Files over this go through a presigned upload (DESIGN 7). */
const INLINE_BYTES_MAX = 1_000_000;
const JOB_MS_MAX = 600_000;

/** @throws where the job fails as a whole: unknown columns, a file that is no CSV */
export async function runImport(
  api: ApiClient,
  kind: string,
  content: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { format = 'csv', dryRun = false, onProgress } = options;
  const source = Buffer.byteLength(content) > INLINE_BYTES_MAX ? { uploadId: await upload(api, content) } : { content };
  const { id } = await api.post<Job>('/imports', { kind, format, dryRun, ...source });
  const job = await waitFor(
    `The import of ${kind}`,
    async () => {
      const now = await api.get<Job>(`/imports/${id}`);
      onProgress?.(now.counts.rows);
      return now.state === 'queued' || now.state === 'running' ? undefined : now;
    },
    JOB_MS_MAX,
    100,
  );
  if (job.state !== 'succeeded')
    throw new Error(`The import of ${kind} ${job.state}: ${job.failure?.message ?? 'no reason given'}`);
  return { id, ...job.counts, refusals: job.report };
}

async function upload(api: ApiClient, content: string): Promise<string> {
  const { id, url } = await api.post<{ id: string; url: string }>('/uploads', {});
  const answer = await fetch(url, { method: 'PUT', body: content });
  if (!answer.ok) throw new Error(`The upload was refused with ${answer.status}`);
  return id;
}
