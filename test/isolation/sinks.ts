/**
 * Where a company's data goes besides the answer to a request. Whatever a company can come by stands here, and is held
 * against the watch; a new way out (a webhook's delivery, an export) is one line.
 */
import { text as textOf } from 'node:stream/consumers';
import type { Furnished } from '../e2e/furnish.ts';
import { receivedBy } from '../e2e/webhook-receiver.ts';
import { itemsOf, type Scene } from './scene.ts';

export type Sink = {
  readonly name: string;
  /** Everything of the company that went there. */
  readonly read: (scene: Scene, company: Furnished) => Promise<string>;
};

const stored =
  (entity?: string): Sink['read'] =>
  async ({ product }, { company }) =>
    itemsOf(product, company.id, entity);

const reportsOfImports: Sink['read'] = async (_scene, { company }) => {
  const imports = await company.all('/imports');
  const rows = await Promise.all(imports.map(({ id }) => company.get(`/imports/${id}/rows`)));
  return JSON.stringify([imports, rows]);
};

const filesUnderItsPrefix: Sink['read'] = async ({ cloud }, { company }) => {
  const { store, buckets } = cloud.services.objects;
  const files = buckets.flatMap(({ name }) => store.list(name, `${company.id}/`, '', 1_000));
  const contents = await Promise.all(files.map(({ read }) => textOf(read())));
  return [...files.map(({ key, headers }) => key + JSON.stringify(headers)), ...contents].join('\n');
};

const sentToItsReceiver: Sink['read'] = async (_scene, { company }) => receivedBy(company.id);

const description: Sink['read'] = async (_scene, { company }) => (await company.call('GET', '/openapi.json')).text;

export const SINKS: readonly Sink[] = [
  { name: 'events', read: stored('event#') },
  { name: 'audit trail', read: stored('audit#') },
  { name: 'kept answers of idempotency keys', read: stored('idempotency#') },
  { name: 'records', read: stored() },
  { name: 'reports of imports', read: reportsOfImports },
  { name: 'files', read: filesUnderItsPrefix },
  { name: 'webhooks', read: sentToItsReceiver },
  { name: 'description of the API', read: description },
];
