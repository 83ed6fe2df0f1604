import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { modules } from '../../../domain/modules.ts';
import { listKinds } from '../../../domain/platform/exports/export-kinds.ts';
import type { Body, TestTenant } from '../../harness/world.ts';
import { exported, fileOf, sha256 } from './bulk-world.ts';
import { createPlatformWorld, type PlatformWorld } from './platform-world.ts';

const rowsOf = (file: Buffer): Body[] =>
  file
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

const bytesOf = (file: Buffer): ArrayBuffer => new Uint8Array(file).buffer;

let world: PlatformWorld;
let tenant: TestTenant;
const addAccounts = async (from: number, to: number) => {
  for (let number = from; number < to; number += 1)
    await tenant.post('/crm/accounts', { name: `Account ${number}`, externalId: `A-${number}` });
};

describe('an export of a list', () => {
  beforeAll(async () => {
    world = await createPlatformWorld();
    tenant = await world.tenant();
    await tenant.post('/catalog/products', {
      ...{ sku: 'B-1', name: '=HYPERLINK("http://evil.example")', kind: 'purchased', unit: 'EA' },
      listPrice: { amount: '12.30', currency: 'EUR' },
    });
    await tenant.post('/catalog/products', { sku: 'B-2', name: 'Späte "Ware", rot', kind: 'service', unit: 'EA' });
  });

  it('shows what the list shows', async () => {
    const { job, file } = await exported(world, tenant, { kind: 'catalog.products', format: 'ndjson' });
    const { body: list } = await tenant.get('/catalog/products');
    expect(job).toMatchObject({ state: 'succeeded', kind: 'catalog.products', rows: 2, bytes: file.length });
    expect(job.sha256).toBe(sha256(file));
    expect(rowsOf(file)).toEqual(list.data);
  });

  it('as CSV has a column for each field, and formulas that a spreadsheet does not run', async () => {
    const { file } = await exported(world, tenant, { kind: 'products', format: 'csv' });
    const rows: Record<string, string>[] = parse(file, { columns: true });
    const [second, first] = rows;
    expect(first).toMatchObject({
      sku: 'B-1',
      name: `'=HYPERLINK("http://evil.example")`,
      'listPrice.amount': '12.30',
    });
    expect(second).toMatchObject({ sku: 'B-2', name: 'Späte "Ware", rot', 'listPrice.amount': '0.00' });
  });

  it('as CSV for a program has the cells as they are', async () => {
    const { file } = await exported(world, tenant, { kind: 'products', format: 'csv', escapeFormulas: false });
    const rows: Record<string, string>[] = parse(file, { columns: true });
    expect(rows.map(({ name }) => name)).toContain('=HYPERLINK("http://evil.example")');
  });

  it('as Parquet has types, and money as decimal text', async () => {
    const { job, file } = await exported(world, tenant, { kind: 'products', format: 'parquet' });
    expect(job.state).toBe('succeeded');
    const rows = await parquetReadObjects({ file: bytesOf(file) });
    expect(rows).toMatchObject([
      { sku: 'B-2', 'listPrice.amount': '0.00', active: true, version: 1n },
      { sku: 'B-1', 'listPrice.amount': '12.30', active: true, version: 1n },
    ]);
  });

  it.each(['csv', 'ndjson', 'parquet'])('of nothing is a file of nothing: %s', async (format) => {
    const { job, file } = await exported(world, tenant, { kind: 'crm.tasks', format });
    expect([job.state, job.rows]).toEqual(['succeeded', 0]);
    if (format === 'csv') expect(file.toString()).toMatch(/^id,/);
    if (format === 'parquet') expect(await parquetReadObjects({ file: bytesOf(file) })).toEqual([]);
    if (format === 'ndjson') expect(file).toHaveLength(0);
  });

  it('takes the list’s own filters', async () => {
    const { file } = await exported(world, tenant, {
      kind: 'products',
      format: 'ndjson',
      filters: { kind: 'service' },
    });
    expect(rowsOf(file).map(({ sku }) => sku)).toEqual(['B-2']);
  });

  it('is there for every list of every module, in every format', async () => {
    const kinds = await listKinds();
    const lists = modules.flatMap(({ routes }) =>
      routes.filter(({ method, path, query }) => method === 'GET' && !path.includes('{') && query !== undefined),
    );
    expect(kinds.length).toBeGreaterThan(30);
    expect(lists.length).toBeGreaterThan(kinds.length - 5);
    const whole = kinds.filter(({ route }) => route.query?.safeParse({ limit: '200' }).success !== false);
    expect(kinds.length - whole.length).toBeLessThan(5);
    for (const { kind } of whole) {
      const { job } = await exported(world, tenant, { kind, format: 'csv' });
      expect([kind, job.state, job.failure]).toEqual([kind, 'succeeded', null]);
    }
  });

  it('gives an address that is for this file, and for five minutes', async () => {
    const { job } = await exported(world, tenant, { kind: 'products', format: 'csv' });
    const url = new URL(job.download.url);
    expect(url.pathname).toContain(`/files/${tenant.id}/exports/${job.id}`);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('300');
    world.clock.advance(4 * 24 * 3_600_000);
    expect((await tenant.get(`/exports/${job.id}`)).body).toMatchObject({ state: 'succeeded', download: null });
  });
});

describe('an export that is refused', () => {
  it.each([
    ['an unknown kind', { kind: 'gadgets' }, 422, 'unknown_kind'],
    ['another format', { kind: 'products', format: 'xlsx' }, 422, 'invalid_value'],
    [
      'a filter that the list does not take',
      { kind: 'products', filters: { colour: 'red' } },
      422,
      'unrecognized_keys',
    ],
    ['a page', { kind: 'products', filters: { limit: '1' } }, 422, 'not_a_filter'],
    ['the company as a table', { kind: 'tenant', format: 'csv' }, 422, 'not_for_tenant'],
    ['a part of the company', { kind: 'tenant', format: 'ndjson', filters: { q: 'x' } }, 422, 'not_for_tenant'],
  ])('for %s says so', async (_case, body, status, code) => {
    const answer = await tenant.post('/exports', body);
    expect([answer.status, answer.body.errors[0].code]).toEqual([
      status,
      code === 'unrecognized_keys' ? expect.any(String) : code,
    ]);
  });

  it('without the right to the list is 403, to ask for and to fetch', async () => {
    const clerk = tenant.as([], ['platform.export:*', 'crm.account:read']);
    const denied = await clerk.post('/exports', { kind: 'products', format: 'csv' });
    expect([denied.status, denied.body.facts]).toEqual([403, { permission: 'catalog.product:read' }]);
    const { job } = await exported(world, tenant, { kind: 'products', format: 'csv' });
    expect((await clerk.get(`/exports/${job.id}`)).status).toBe(403);
    expect((await clerk.post('/exports', { kind: 'accounts', format: 'csv' })).status).toBe(202);
    await world.settle();
  });

  it('of another company is not there', async () => {
    const { job } = await exported(world, tenant, { kind: 'products', format: 'csv' });
    const other = await world.tenant();
    expect((await other.get(`/exports/${job.id}`)).status).toBe(404);
    expect((await other.post(`/exports/${job.id}/cancel`)).status).toBe(404);
    expect((await other.get('/exports')).body.data).toEqual([]);
  });
});

describe('an export that takes many steps', () => {
  beforeEach(async () => {
    world = await createPlatformWorld();
    tenant = await world.tenant();
    world.clock.advance(1_000);
    await addAccounts(0, 450);
  });
  /** Each look at the clock is a second: a step is over after a few pages. */
  const hasten = () => {
    const { now } = world.clock;
    Object.assign(world.runtime.clock, {
      now: () => {
        world.clock.advance(2_500);
        return now();
      },
    });
  };
  const numbers = (file: Buffer) => rowsOf(file).map(({ externalId }) => externalId);
  const all = Array.from({ length: 450 }, (_, number) => `A-${number}`);

  it('while records come and change has each that was there once', async () => {
    hasten();
    const { body: made } = await tenant.post('/exports', { kind: 'accounts', format: 'ndjson' });
    await world.settle({ most: 1 });
    await addAccounts(450, 455);
    await world.settle({ most: 1 });
    const { body: list } = await tenant.get('/crm/accounts?externalId=A-3');
    await tenant.patch(`/crm/accounts/${list.data[0].id}`, { name: 'Changed' }, { ifMatch: list.data[0].version });
    await world.settle();
    const found = numbers(await fileOf(world, tenant, made.id));
    expect(new Set(found).size).toBe(found.length);
    expect(all.filter((number) => !found.includes(number))).toEqual([]);
    expect((await tenant.get(`/exports/${made.id}`)).body.version).toBeGreaterThan(4);
  });

  it('broken at any write, before or after it takes effect, ends with each record once', async () => {
    hasten();
    let nth = 1;
    for (let broke = true; broke; nth += 1) {
      for (const when of ['before', 'after'] as const) {
        const { body: made } = await tenant.post('/exports', { kind: 'accounts', format: 'ndjson' });
        world.faults.breakAt(nth, when);
        await world.settle();
        broke = world.faults.hasBroken();
        world.faults.heal();
        await world.settle();
        const { body: job } = await tenant.get(`/exports/${made.id}`);
        expect([nth, when, job.state, job.rows]).toEqual([nth, when, 'succeeded', 450]);
        const file = await fileOf(world, tenant, made.id);
        expect([numbers(file).length, new Set(numbers(file)).size, job.sha256]).toEqual([450, 450, sha256(file)]);
      }
    }
    expect(nth).toBeGreaterThan(6);
  });

  it('delivered three times over comes to the same', async () => {
    hasten();
    const { body: made } = await tenant.post('/exports', { kind: 'accounts', format: 'ndjson' });
    await world.settle({ copies: 3 });
    const file = await fileOf(world, tenant, made.id);
    expect(numbers(file).toSorted()).toEqual(all.toSorted());
    expect((await tenant.get(`/exports/${made.id}`)).body).toMatchObject({ state: 'succeeded', rows: 450 });
  });

  it('stopped by a person ends there, has no file, and cannot be stopped twice', async () => {
    hasten();
    const { body: made } = await tenant.post('/exports', { kind: 'accounts', format: 'ndjson' });
    await world.settle({ most: 1 });
    expect((await tenant.post(`/exports/${made.id}/cancel`)).body.state).toBe('cancelled');
    await world.settle();
    expect((await tenant.get(`/exports/${made.id}`)).body).toMatchObject({ state: 'cancelled', download: null });
    await expect(fileOf(world, tenant, made.id)).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect((await tenant.post(`/exports/${made.id}/cancel`)).body.code).toBe('platform.export.illegal_transition');
  });
});
