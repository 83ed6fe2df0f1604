import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const bell = { sku: 'BELL', name: 'Bell', kind: 'purchased' };
const add = (fields: object = {}) => tenant.post('/catalog/products', { ...bell, ...fields });
const countOf = async (path: string) => (await tenant.get(path)).body.data.length;

describe('a product', () => {
  it('comes back as it was put in, with defaults', async () => {
    const created = await add({ listPrice: eur('9.905'), safetyStock: '5', externalId: 'X-1' });
    expect(created.status).toBe(201);
    expect(created.headers.etag).toBe('"1"');
    expect(created.body).toMatchObject({
      sku: 'BELL',
      unit: 'EA',
      listPrice: eur('9.905'),
      standardCost: eur('0.00'),
      safetyStock: '5',
      reorderPoint: '0',
      taxCode: 'standard',
      valuationMethod: 'average',
      supplyPolicy: 'to_stock',
      externalId: 'X-1',
      category: null,
      version: 1,
    });
    expect((await tenant.get(`/catalog/products/${created.body.id}`)).body).toEqual(created.body);
    expect(tenant.events('catalog.product.created')).toHaveLength(1);
  });

  it.each([
    ['no SKU', { sku: undefined }, 422, '/sku required'],
    ['a SKU of 65 characters', { sku: 'x'.repeat(65) }, 422, '/sku too_big'],
    ['an unknown kind', { kind: 'virtual' }, 422, '/kind invalid_value'],
    ['an unknown unit', { unit: 'PARSEC' }, 422, '/unit unknown_unit'],
    ['an unknown field', { colour: 'red' }, 422, '/colour unknown_field'],
    ['a negative price', { listPrice: eur('-1.00') }, 422, '/listPrice/amount custom'],
    ['a price of ten digits', { listPrice: eur('1234567890') }, 422, '/listPrice/amount custom'],
    [
      'another currency',
      { listPrice: { amount: '1.00', currency: 'USD' } },
      422,
      '/listPrice/currency currency_mismatch',
    ],
    ['half a piece of safety stock', { safetyStock: '0.5' }, 422, '/safetyStock whole_number'],
    ['a price as a number', { listPrice: 9.9 }, 422, '/listPrice invalid_type'],
    ['a taken SKU', { name: 'Another' }, 409, '/sku catalog.product.duplicate_sku'],
    ['a taken external id', { sku: 'B2', externalId: 'X-1' }, 409, '/externalId catalog.product.duplicate_external_id'],
  ])('is refused with %s, and nothing changed', async (_, extra, status, expected) => {
    await add({ externalId: 'X-1' });
    const before = world.items().length;
    const answer = await add({ ...(status === 409 ? {} : { sku: 'NEW' }), ...extra });
    expect(answer.status).toBe(status);
    expect(answer.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`)).toEqual([
      expected,
    ]);
    expect(world.items()).toHaveLength(before);
  });

  it('S12: a tenant’s own unit carries its rule', async () => {
    expect((await tenant.post('/catalog/units', { code: 'SPOOL', name: 'Spool', wholeNumber: true })).status).toBe(201);
    expect((await tenant.post('/catalog/units', { code: 'SPOOL', name: 'Spool', wholeNumber: true })).status).toBe(409);
    expect((await tenant.post('/catalog/units', { code: 'EA', name: 'Each', wholeNumber: false })).status).toBe(409);
    const refused = await add({ unit: 'SPOOL', reorderPoint: '1.5' });
    expect(refused.body.errors[0].code).toBe('whole_number');
    const units = (await tenant.get('/catalog/units?limit=200')).body.data.map(({ code }: { code: string }) => code);
    expect(units).toEqual(expect.arrayContaining(['EA', 'KG', 'SPOOL']));
    expect((await tenant.get('/catalog/units?limit=3')).body.data).toHaveLength(3);
  });
});

describe('a change', () => {
  it('takes a new SKU, gives the old one free, and is refused on a stale version', async () => {
    const { id } = (await add({ category: 'Parts' })).body;
    const changed = await tenant.patch(`/catalog/products/${id}`, { sku: 'BELL-2', category: null }, { ifMatch: 1 });
    expect(changed.body).toMatchObject({ sku: 'BELL-2', category: null, version: 2 });
    expect((await tenant.patch(`/catalog/products/${id}`, { name: 'x' }, { ifMatch: 1 })).status).toBe(412);
    expect((await tenant.patch(`/catalog/products/${id}`, { name: 'x' })).status).toBe(428);
    expect((await add()).status).toBe(201);
    const taken = await tenant.patch(`/catalog/products/${id}`, { sku: 'BELL' }, { ifMatch: 2 });
    expect([taken.status, taken.body.errors[0].pointer]).toEqual([409, '/sku']);
    expect((await tenant.get('/catalog/products?sku=BELL-2')).body.data[0].id).toBe(id);
  });

  it('changes nothing where it says what is so already', async () => {
    const { id } = (await add()).body;
    const same = await tenant.patch(`/catalog/products/${id}`, { name: 'Bell', unit: 'EA' }, { ifMatch: 1 });
    expect(same.body.version).toBe(1);
  });

  it('of the valuation method is refused while there is stock', async () => {
    const { id } = (await add()).body;
    const line = { sku: 'BELL', quantity: '1', unitCost: eur('3.00') };
    expect((await tenant.post('/inventory/adjustments', { reason: 'Opening stock', lines: [line] })).status).toBe(201);
    const refused = await tenant.patch(`/catalog/products/${id}`, { valuationMethod: 'fifo' }, { ifMatch: 1 });
    expect([refused.status, refused.body.code]).toEqual([409, 'catalog.product.has_stock']);
    expect((await tenant.get(`/catalog/products/${id}`)).body).toMatchObject({
      valuationMethod: 'average',
      version: 1,
    });
  });

  it.each([
    ['kind', { kind: 'service' }, 'catalog.product.kind_fixed'],
    ['unit', { unit: 'KG' }, 'catalog.product.unit_fixed'],
  ])('of the %s is refused', async (_, change, code) => {
    const { id } = (await add()).body;
    const refused = await tenant.patch(`/catalog/products/${id}`, change, { ifMatch: 1 });
    expect([refused.status, refused.body.code]).toEqual([409, code]);
  });
});

describe('lists', () => {
  it('find by SKU, external id, kind and beginning of the name', async () => {
    await add({ externalId: 'X-1' });
    await add({ sku: 'BIKE', name: 'Bicycle, red', kind: 'manufactured' });
    await add({ sku: 'BIKE2', name: 'BICYCLE, blue', kind: 'manufactured', active: false });
    expect(await countOf('/catalog/products')).toBe(3);
    expect(await countOf('/catalog/products?sku=BIKE')).toBe(1);
    expect(await countOf('/catalog/products?sku=BIKE&kind=service')).toBe(0);
    expect(await countOf('/catalog/products?sku=NONE')).toBe(0);
    expect(await countOf('/catalog/products?externalId=X-1')).toBe(1);
    expect(await countOf('/catalog/products?kind=manufactured')).toBe(2);
    expect(await countOf('/catalog/products?q=bicycle')).toBe(2);
    expect(await countOf('/catalog/products?q=BiCyCle,%20r&kind=manufactured')).toBe(1);
    expect(await countOf('/catalog/products?q=bicycle&active=true')).toBe(1);
    expect((await tenant.get('/catalog/products?colour=red')).status).toBe(422);
  });

  it('give pages in the order of the names', async () => {
    for (const name of ['Delta', 'Alpha', 'Charlie', 'Bravo']) await add({ sku: name, name });
    const first = await tenant.get('/catalog/products?kind=purchased&limit=3');
    const second = await tenant.get(`/catalog/products?kind=purchased&limit=3&cursor=${first.body.nextCursor}`);
    const names = [...first.body.data, ...second.body.data].map(({ name }: { name: string }) => name);
    expect(names).toEqual(['Alpha', 'Bravo', 'Charlie', 'Delta']);
  });
});

describe('isolation and permission', () => {
  it('another tenant’s product is no product', async () => {
    const { id } = (await add({ externalId: 'X-1' })).body;
    const other = await world.tenant();
    const foreign = await other.get(`/catalog/products/${id}`);
    const missing = await other.get('/catalog/products/prd_00000000000000000000000000');
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...missing.body, instance: '' });
    expect((await other.patch(`/catalog/products/${id}`, { name: 'Mine' }, { ifMatch: 1 })).status).toBe(404);
    expect((await other.get('/catalog/products?sku=BELL')).body.data).toEqual([]);
    expect((await other.get('/catalog/products?externalId=X-1')).body.data).toEqual([]);
    expect((await other.post('/catalog/products', bell)).status).toBe(201);
    expect((await tenant.get(`/catalog/products/${id}`)).body).toMatchObject({ name: 'Bell', version: 1 });
  });

  it('a viewer reads and does not write', async () => {
    const { id } = (await add()).body;
    const viewer = tenant.as(['viewer']);
    expect((await viewer.get(`/catalog/products/${id}`)).status).toBe(200);
    expect((await viewer.post('/catalog/products', { ...bell, sku: 'B2' })).status).toBe(403);
    expect((await viewer.patch(`/catalog/products/${id}`, { name: 'x' }, { ifMatch: 1 })).status).toBe(403);
  });

  it('two at once that want one SKU: one has it', async () => {
    const answers = await Promise.all([add(), add(), add()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await countOf('/catalog/products')).toBe(1);
  });
});
