/** A company at work: clients that run whole loops, imports and uploads, one after another, whatever happens. */
import { type LoopKind, openBenchShop, runLoop } from '../../infra/bench/bench-shop.ts';
import { type ApiClient, waitFor } from '../../infra/cli/api-client.ts';
import { type Ledger, LedgerClosed, patientClient } from './patient-client.ts';

export type Done = { loops: number; imports: number; rows: number; uploads: number };
export type Work = {
  readonly url: string;
  readonly ledger: Ledger;
  readonly done: Done;
  /** False: what is begun is brought to its end, and nothing new begins. */
  goesOn: boolean;
};

const IMPORT_ROWS = 230;
const STEP_MS_MAX = 240_000;
const PASSWORD = 'Kill-me-again-2026!';

/** Signs a company up, opens its shop and sets clients to work: two sell, one imports. `ended` resolves with the last. */
export async function openCompany(
  work: Work,
  name: string,
  { imports = true }: { imports?: boolean } = {},
): Promise<{ ended: Promise<void> }> {
  const { url, ledger } = work;
  const login = { email: `owner@${name}.example`, password: PASSWORD };
  const anonymous = patientClient(url, ledger, `${name}-first`);
  await anonymous.post('/signup', { company: name, country: 'DE', currency: 'EUR', ...login });
  const { accessToken } = await anonymous.post<{ accessToken: string }>('/auth/token', login);
  const client = (role: string) => patientClient(url, ledger, `${name}-${role}`, accessToken);
  const { accountId } = await openBenchShop(client('shop'));
  const [seller, other, importer] = [client('seller'), client('other'), client('importer')];
  const ended = Promise.all([
    untilToldToEnd(work, (turn) => oneLoop(work, seller, accountId, (['T', 'S', 'M'] as const)[turn % 3] ?? 'S')),
    untilToldToEnd(work, (turn) => oneLoop(work, other, accountId, turn % 2 === 0 ? 'S' : 'T')),
    imports && untilToldToEnd(work, (turn) => oneImport(work, importer, `${name}-${turn}`, turn % 2 === 0)),
  ]);
  return { ended: ended.then(() => {}) };
}

async function untilToldToEnd(work: Work, act: (turn: number) => Promise<void>): Promise<void> {
  try {
    for (let turn = 1; work.goesOn; turn += 1) await act(turn);
  } catch (error) {
    if (!(error instanceof LedgerClosed)) throw error;
  }
}

async function oneLoop({ done }: Work, api: ApiClient, accountId: string, kind: LoopKind): Promise<void> {
  await runLoop(api, accountId, kind);
  done.loops += 1;
}

type Job = { id: string; state: string; counts: { created: number; unchanged: number; refused: number } };

/** A file of several steps. @throws Error where a row is refused or made twice */
async function oneImport(work: Work, api: ApiClient, name: string, isUploaded: boolean): Promise<void> {
  const { done } = work;
  const rows = Array.from({ length: IMPORT_ROWS }, (_, index) => `${name}-${index},Customer ${name} ${index}`);
  const content = ['externalId,name', ...rows].join('\n');
  const source = isUploaded ? { uploadId: await upload(work, api, content) } : { content };
  const { id } = await api.post<Job>('/imports', { kind: 'accounts', format: 'csv', ...source });
  const isOver = async () => {
    const job = await api.get<Job>(`/imports/${id}`);
    return job.state === 'queued' || job.state === 'running' ? undefined : job;
  };
  const { state, counts } = await waitFor(`The import ${id}`, isOver, STEP_MS_MAX, 20);
  // A step that a kill cut short runs again, and counts the rows that it had made as unchanged.
  if (state !== 'succeeded' || counts.created + counts.unchanged !== IMPORT_ROWS)
    throw new Error(`The import ${id} ${state}: ${JSON.stringify(counts)}`);
  done.imports += 1;
  done.rows += IMPORT_ROWS;
}

/** Padded with empty lines to a size that takes a moment, so that a kill may meet it half written. */
const PADDING = '\n'.repeat(4_000_000);

async function upload({ ledger, done }: Work, api: ApiClient, content: string): Promise<string> {
  const { id, url } = await api.post<{ id: string; url: string }>('/uploads', {});
  for (;;) {
    if (!ledger.isOpen) throw new LedgerClosed();
    const answer = await fetch(url, { method: 'PUT', body: content + PADDING }).catch(() => undefined);
    if (answer?.ok === true) break;
    if (answer !== undefined && answer.status < 500) throw new Error(`The upload was refused with ${answer.status}`);
    if (answer !== undefined) ledger.refused.set('upload', (ledger.refused.get('upload') ?? 0) + 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  done.uploads += 1;
  return id;
}
