/**
 * Bulk data by HTTP on the local cloud, with the rights that the template gives: a list as a file behind a signed
 * address, a whole company into another one.
 */
import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Body } from '../harness/world.ts';
import { type Company, openProduct, type Product } from './local-product.ts';

let product: Product;
beforeAll(async () => {
  product = await openProduct();
});
afterAll(async () => {
  await product.stop();
  expect(product.faults.join('\n')).toBe('');
});

async function exported(company: Company, body: object): Promise<{ job: Body; file: Buffer }> {
  const { id } = await company.post('/exports', body);
  await product.settled();
  const job = await company.get(`/exports/${id}`);
  expect([job.state, job.failure]).toEqual(['succeeded', null]);
  const answer = await fetch(job.download.url);
  expect(answer.status).toBe(200);
  return { job, file: Buffer.from(await answer.arrayBuffer()) };
}

const endOf = (file: Buffer) => JSON.parse(file.toString().trimEnd().split('\n').at(-1) ?? '').end;

describe('bulk data over HTTP', () => {
  it('a list is fetched by its signed address, which is good for that file alone', async () => {
    const company = await product.company('Bulk One');
    for (const name of ['Anna', 'Bert', '+Cara']) await company.post('/crm/accounts', { name });
    const { job, file } = await exported(company, { kind: 'crm.accounts', format: 'csv' });
    const rows: Record<string, string>[] = parse(file, { columns: true });
    expect(rows.map(({ name }) => name)).toEqual(["'+Cara", 'Bert', 'Anna']);
    expect(createHash('sha256').update(file).digest('hex')).toBe(job.sha256);
    const { body: other } = await product.anonymous.call('GET', `/exports/${job.id}`);
    expect(other.status).toBe(401);
    const moved = job.download.url.replace(job.id, `exp_${'0'.repeat(26)}`);
    expect((await fetch(moved)).status).toBe(403);
  });

  it('a whole company goes into an empty one by two calls and is the same', async () => {
    const source = await product.company('Bulk Two');
    await source.post('/catalog/products', { sku: 'B-1', name: 'Bell', kind: 'purchased', unit: 'EA' });
    await source.post('/crm/accounts', { name: 'Anna', email: 'anna@customer.example' });
    const { job, file } = await exported(source, { kind: 'tenant', format: 'ndjson' });
    const copy = await product.company('Bulk Three');
    const upload = await copy.post('/uploads', { bytes: file.length });
    expect((await fetch(upload.url, { method: 'PUT', body: new Uint8Array(file) })).status).toBe(200);
    const restore = await copy.post('/imports', { kind: 'tenant', format: 'ndjson', uploadId: upload.id });
    await product.settled();
    const done = await copy.get(`/imports/${restore.id}`);
    expect([done.state, done.failure]).toEqual(['succeeded', null]);
    const again = await exported(copy, { kind: 'tenant', format: 'ndjson' });
    expect(endOf(again.file).stateHash).toBe(endOf(file).stateHash);
    expect(again.job.kind).toBe(job.kind);
    const skus = (await copy.get('/catalog/products')).data.map(({ sku }: { sku: string }) => sku);
    expect(skus).toEqual(['B-1']);
  });
});
