/** Custom fields in tables: columns by name or label in, and out again as the API answers them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Body, TestTenant } from '../../harness/world.ts';
import { exported } from '../platform/bulk-world.ts';
import { createPlatformWorld, type PlatformWorld } from '../platform/platform-world.ts';
import { field } from './five-kinds.ts';

let world: PlatformWorld;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createPlatformWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

async function imported(kind: string, content: string, more: object = {}): Promise<Body> {
  const { body } = await tenant.post('/imports', { kind, content, ...more });
  await world.settle();
  return body.id === undefined ? body : (await tenant.get(`/imports/${body.id}`)).body;
}
const accounts = async () =>
  (await tenant.get('/crm/accounts?q=v')).body.data.map(({ name, customFields }: Body) => [name, customFields]);

describe('a table', () => {
  beforeEach(async () => {
    const options = [
      { key: 'n', label: 'North' },
      { key: 's', label: 'South' },
    ];
    await field(tenant, 'account', { name: 'region', label: 'Sales region', type: 'choice', options });
    await field(tenant, 'account', { name: 'size', type: 'integer' });
    await field(tenant, 'account', { name: 'code', type: 'text', unique: true });
  });

  it('names fields by `customFields.<name>` or their label, and options by key or label (X1)', async () => {
    const rows = [
      'externalId,name,Sales Region,customFields.size',
      '1,Velo A,north,12',
      '2,Velo B,s,',
      '3,Velo C,East,x',
    ];
    const job = await imported('accounts', rows.join('\n'));
    expect(job.counts).toMatchObject({ created: 2, refused: 1 });
    const { data } = (await tenant.get(`/imports/${job.id}/rows`)).body;
    expect(data[0].errors.map(({ field: name, code }: Body) => `${name} ${code}`)).toEqual([
      'customFields.region unknown_option',
      'customFields.size not_an_integer',
    ]);
    expect(await accounts()).toEqual([
      ['Velo A', { region: 'n', size: 12, code: null }],
      ['Velo B', { region: 's', size: null, code: null }],
    ]);
    expect((await imported('accounts', rows.slice(0, 3).join('\n'))).counts).toMatchObject({ unchanged: 2 });
    expect((await imported('accounts', `${rows[0]}\n2,Velo B,,7\n`)).counts).toMatchObject({ updated: 1 });
    expect((await accounts())[1]).toEqual(['Velo B', { region: 's', size: 7, code: null }]);
  });

  it('gives a unique value to one of its rows, the others go on', async () => {
    const rows = ['externalId,name,customFields.code', '1,Velo A,X', '2,Velo B,X', '3,Velo C,Y'];
    const job = await imported('accounts', rows.join('\n'));
    expect(job.counts).toMatchObject({ created: 2, refused: 1 });
    expect((await accounts()).map(([name]: [string]) => name)).toEqual(['Velo A', 'Velo C']);
  });

  it('is told of a column that names no field, before any row is written', async () => {
    const refused = await imported('accounts', 'externalId,name,customFields.none\n1,Velo,x\n');
    expect(refused).toMatchObject({ code: 'platform.import.bad_columns', errors: [{ code: 'unknown_column' }] });
    const { data } = (await tenant.get('/import-kinds')).body;
    const { fields } = data.find(({ kind }: Body) => kind === 'accounts');
    expect(fields).toContainEqual({ name: 'customFields.region', required: false });
  });

  it('comes out as it went in: an export of rows is an import of them', async () => {
    await imported('accounts', 'externalId,name,customFields.region,customFields.size\n1,Velo A,n,12\n2,Velo B,s,\n');
    const { file } = await exported(world, tenant, { kind: 'crm.accounts', format: 'ndjson' });
    const rows = file
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ customFields }) => customFields)).toContainEqual({ region: 'n', size: 12, code: null });
    const own = rows.map(({ externalId, name, customFields }) => JSON.stringify({ externalId, name, customFields }));
    expect((await imported('accounts', own.join('\n'), { format: 'ndjson' })).counts).toMatchObject({ unchanged: 2 });
  });
});

describe('every kind of rows', () => {
  it.each([
    ['contacts', 'contact', 'externalId,accountExternalId,name,customFields.x\n9,1,Anna,hello\n', '/crm/contacts'],
    ['products', 'product', 'sku,name,kind,customFields.x\nP,Part,purchased,hello\n', '/catalog/products'],
    [
      'opportunities',
      'opportunity',
      'externalId,accountExternalId,name,customFields.x\n9,1,Deal,hello\n',
      '/crm/opportunities',
    ],
  ])('%s takes the fields of its records', async (kind, entity, content, list) => {
    await imported('accounts', 'externalId,name\n1,Velo\n');
    await field(tenant, entity, { name: 'x', type: 'text', required: true });
    expect((await imported(kind, content)).counts).toMatchObject({ created: 1, refused: 0 });
    expect((await tenant.get(list)).body.data[0].customFields).toEqual({ x: 'hello' });
    expect((await imported(kind, content)).counts).toMatchObject({ unchanged: 1 });
    expect((await imported(kind, content.replace('hello', 'world'))).counts).toMatchObject({ updated: 1 });
    const without = content.replace('9', '8').replace('\nP,', '\nQ,').replace('hello', '');
    expect((await imported(kind, without)).counts).toMatchObject({ refused: 1 });
  });
});
