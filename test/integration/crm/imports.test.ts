import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';
import { runImportKind, told } from '../catalog/import-kinds.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

const records = () => world.items().filter((item) => item.tenantId === tenant.id).length;
const accounts = [
  {
    externalId: 'C-1',
    name: 'Radhaus',
    email: 'info@radhaus.example',
    creditLimit: '25000.00',
    paymentTermsDays: '14',
  },
  { externalId: 'C-2', name: 'Velo', creditLimit: '', paymentTermsDays: '30', parentExternalId: 'C-1' },
  { externalId: 'C-3', name: '', email: 'x@y.example' },
  { externalId: 'C-4', name: 'Bike', country: 'DE' },
  { externalId: 'C-5', name: 'Rad', creditLimit: '1.001' },
];

describe('accounts', () => {
  it('are added, told by row, and a second run makes no doubles', async () => {
    const results = told(await runImportKind(tenant, 'accounts', accounts));
    expect(results).toEqual([
      'created',
      'created',
      'refused name invalid_type',
      'refused addressLine1 required',
      'refused creditLimit too_many_decimals',
    ]);
    const before = records();
    expect(told(await runImportKind(tenant, 'accounts', accounts.slice(0, 2)))).toEqual(['unchanged', 'unchanged']);
    expect(records()).toBe(before);
    const changed = [{ externalId: 'C-1', name: 'Radhaus', phone: '+49 30 1234567' }];
    expect(told(await runImportKind(tenant, 'accounts', changed))).toEqual(['updated']);
    const { data } = (await tenant.get('/crm/accounts?externalId=C-1')).body;
    expect(data).toMatchObject([{ phone: '+49 30 1234567', email: 'info@radhaus.example', paymentTermsDays: 14 }]);
  });
});

describe('rows of one commit that meet in one value', () => {
  const child = (externalId: string) => ({ externalId, name: externalId, parentExternalId: 'C-1' });

  it('may have one parent, and change it', async () => {
    await runImportKind(tenant, 'accounts', [{ externalId: 'C-1', name: 'Radhaus' }]);
    const rows = [child('A'), child('B'), { externalId: 'C-1', name: 'Radhaus Holding' }];
    expect(told(await runImportKind(tenant, 'accounts', rows))).toEqual(['created', 'created', 'updated']);
  });

  it('do not share a tax id: the second one is refused, the others are taken', async () => {
    const rows = [
      { externalId: 'A', name: 'A', taxId: 'DE 1' },
      { externalId: 'B', name: 'B', taxId: 'DE1' },
      { externalId: 'C', name: 'C' },
    ];
    expect(told(await runImportKind(tenant, 'accounts', rows))).toEqual([
      'created',
      'refused taxId duplicate_tax_id',
      'created',
    ]);
  });

  it('hand a tax id on from one to the next', async () => {
    await runImportKind(tenant, 'accounts', [{ externalId: 'A', name: 'A', taxId: 'DE 1' }]);
    const rows = [
      { externalId: 'A', name: 'A', taxId: 'DE 2' },
      { externalId: 'B', name: 'B', taxId: 'DE 1' },
    ];
    expect(told(await runImportKind(tenant, 'accounts', rows))).toEqual(['updated', 'created']);
    const third = [{ externalId: 'C', name: 'C', taxId: 'DE 1' }];
    expect(told(await runImportKind(tenant, 'accounts', third))).toEqual(['refused taxId duplicate_tax_id']);
  });

  it('do not share an e-mail address at one account', async () => {
    await runImportKind(tenant, 'accounts', [{ externalId: 'C-1', name: 'Radhaus' }]);
    const row = (externalId: string) => ({
      externalId,
      accountExternalId: 'C-1',
      name: externalId,
      email: 'a@x.example',
    });
    expect(told(await runImportKind(tenant, 'contacts', [row('P-1'), row('P-2')]))).toEqual([
      'created',
      'refused email duplicate_email',
    ]);
  });
});

describe('contacts', () => {
  it('find their account by its external id', async () => {
    await runImportKind(tenant, 'accounts', accounts.slice(0, 1));
    const rows = [
      { externalId: 'P-1', accountExternalId: 'C-1', name: 'Anna', email: 'Anna@radhaus.example' },
      { externalId: 'P-2', accountExternalId: 'C-9', name: 'Ben' },
    ];
    expect(told(await runImportKind(tenant, 'contacts', rows))).toEqual([
      'created',
      'refused accountExternalId unknown_account',
    ]);
    expect(told(await runImportKind(tenant, 'contacts', rows.slice(0, 1)))).toEqual(['unchanged']);
  });

  it('a row that breaks a rule only at the commit is refused alone', async () => {
    await runImportKind(tenant, 'accounts', accounts.slice(0, 1));
    const row = (externalId: string, email: string) => ({
      externalId,
      accountExternalId: 'C-1',
      name: externalId,
      email,
    });
    await runImportKind(tenant, 'contacts', [row('P-1', 'a@x.example')]);
    const rows = [row('P-2', 'b@x.example'), row('P-3', 'a@x.example'), row('P-4', 'c@x.example')];
    expect(told(await runImportKind(tenant, 'contacts', rows))).toEqual([
      'created',
      'refused email duplicate_email',
      'created',
    ]);
  });
});

describe('opportunities', () => {
  beforeEach(async () => {
    await runImportKind(tenant, 'accounts', accounts.slice(0, 1));
    const product = { kind: 'purchased', listPrice: '9.90' };
    await runImportKind(tenant, 'products', [
      { sku: 'BELL', name: 'Bell', ...product },
      { sku: 'HORN', name: 'Horn', ...product },
    ]);
  });
  const row = (externalId: string, sku: string, quantity: string, extra: object = {}) => ({
    externalId,
    accountExternalId: 'C-1',
    name: `Deal ${externalId}`,
    stage: 'qualified',
    sku,
    quantity,
    ...extra,
  });

  it('are one deal over the rows of one external id', async () => {
    const rows = [
      row('O-1', 'BELL', '2'),
      row('O-1', 'HORN', '1', { unitPrice: '8.00' }),
      row('O-2', 'BELL', '1'),
      row('O-2', 'X', '1'),
      row('O-3', 'BELL', '0.5'),
    ];
    expect(told(await runImportKind(tenant, 'opportunities', rows))).toEqual([
      'created',
      'created',
      'refused deal_refused',
      'refused sku unknown_sku',
      'refused quantity whole_number',
    ]);
    const { data } = (await tenant.get('/crm/opportunities')).body;
    expect(data).toMatchObject([{ externalId: 'O-1', stage: 'qualified', amount: { amount: '27.80' } }]);
    expect(data[0].lines).toHaveLength(2);
    const before = records();
    expect(told(await runImportKind(tenant, 'opportunities', rows.slice(0, 2)))).toEqual(['unchanged', 'unchanged']);
    expect(records()).toBe(before);
    const more = [row('O-1', 'BELL', '5')];
    expect(told(await runImportKind(tenant, 'opportunities', more))).toEqual(['updated']);
    await tenant.post(`/crm/opportunities/${data[0].id}/win`);
    expect(told(await runImportKind(tenant, 'opportunities', more))).toEqual(['unchanged']);
    const late = told(await runImportKind(tenant, 'opportunities', [row('O-1', 'BELL', '6')]));
    expect(late).toEqual(['refused crm.opportunity.not_open']);
  });
});
