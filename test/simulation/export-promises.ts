/** What an export promises: it comes to an end, and a file that is whole holds each record once. */
import { exportKeyOf } from '../../domain/platform/exports/export-file.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { type Item, kind, text } from '../harness/books/stored.ts';
import { MINUTE_MS } from './durations.ts';
import type { FileStore } from './file-store.ts';

const ENDED = ['succeeded', 'failed', 'cancelled'];
const ENTITIES: Readonly<Record<string, string>> = {
  'crm.accounts': 'crm.account',
  'sales.orders': 'sales.order',
  'production.orders': 'production.order',
  'finance.invoices': 'finance.invoice',
};
/** What was made so long before is in every index, whatever two clocks say. */
const BEFORE_MS = 3 * MINUTE_MS;

type Line = { readonly id?: string; readonly e?: string; readonly r?: Item; readonly p?: Item; readonly end?: Item };

export function checkExports(items: readonly Item[], files: FileStore, exportIds: readonly string[]): string[] {
  return exportIds.flatMap((id) => {
    const job = kind(items, 'platform.export').find((each) => each.id === id);
    if (job === undefined) return [`export ${id} is gone`];
    if (!ENDED.includes(text(job.state))) return [`export ${id} of ${job.kind} is ${job.state}`];
    if (job.state !== 'succeeded') return [];
    const content = files.read(exportKeyOf(text(job.tenantId) as TenantId, id));
    if (content === undefined) return [`export ${id} has succeeded, and there is no file`];
    const lines = content.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
    const faults = job.kind === 'tenant' ? checkWhole(lines) : checkList(lines, job, items);
    return faults.map((fault) => `export ${id} of ${job.kind}: ${fault}`);
  });
}

function checkList(lines: readonly Line[], job: Item, items: readonly Item[]): string[] {
  const ids = lines.map(({ id }) => id);
  const since = new Date(Date.parse(text(job.createdAt)) - BEFORE_MS).toISOString();
  const missing = kind(items, ENTITIES[text(job.kind)] ?? '').filter(
    ({ id, tenantId, createdAt }) => tenantId === job.tenantId && text(createdAt) < since && !ids.includes(text(id)),
  );
  return [
    ...twice(ids.map(String)),
    ...missing.map(({ id }) => `${id} is missing`),
    ...(ids.length === job.rows ? [] : [`${ids.length} lines, and ${job.rows} rows`]),
  ];
}

function checkWhole(lines: readonly Line[]): string[] {
  const end = lines.at(-1)?.end;
  if (end === undefined) return ['it has no end'];
  const records = lines.filter(({ r }) => r !== undefined);
  const faults = twice(records.map(({ e, r }) => `${e} ${r?.id ?? JSON.stringify(r)}`));
  return records.length === end.records ? faults : [...faults, `${records.length} records, and it says ${end.records}`];
}

const twice = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`);
