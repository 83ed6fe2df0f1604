import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';
import { runImportKind, told } from './import-kinds.ts';

let world: World;
let tenant: TestTenant;
beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
});
afterEach(() => world.close());

const eventsAndRecords = () => world.items().filter((item) => item.tenantId === tenant.id).length;

describe('products', () => {
  const rows = [
    { sku: 'BELL', externalId: '1', name: 'Bell', kind: 'purchased', listPrice: '9.90', safetyStock: '5' },
    { sku: 'RIM', externalId: '2', name: 'Rim', kind: 'purchased', unit: 'PARSEC' },
    { sku: 'BIKE', externalId: '3', name: 'Bike', kind: 'manufactured', saleable: '1', leadDays: '4' },
    { sku: 'TYRE', externalId: '4', name: '', kind: 'purchased' },
    { sku: 'TUBE', externalId: '5', name: 'Tube', kind: 'purchased', listPrice: '-1' },
  ];

  it('are added row by row; a bad row is told by field and rule and holds no other back', async () => {
    expect(told(await runImportKind(tenant, 'products', rows))).toEqual([
      'created',
      'refused unit unknown_unit',
      'created',
      'refused name required',
      'refused listPrice invalid_format',
    ]);
    expect((await tenant.get('/catalog/products?sku=BELL')).body.data[0]).toMatchObject({
      listPrice: { amount: '9.90', currency: 'EUR' },
      safetyStock: '5',
    });
  });

  it('make no doubles in a second run, and update by external id', async () => {
    await runImportKind(tenant, 'products', rows);
    const before = eventsAndRecords();
    expect(told(await runImportKind(tenant, 'products', [...rows.slice(0, 1), ...rows.slice(2, 3)]))).toEqual([
      'unchanged',
      'unchanged',
    ]);
    expect(eventsAndRecords()).toBe(before);
    const renamed = [{ sku: 'BELL-2', externalId: '1', name: 'Loud bell' }];
    expect(told(await runImportKind(tenant, 'products', renamed))).toEqual(['updated']);
    expect((await tenant.get('/catalog/products?sku=BELL-2')).body.data).toHaveLength(1);
    expect((await tenant.get('/catalog/products?sku=BELL')).body.data).toEqual([]);
  });

  it('one SKU twice in a file is one product', async () => {
    const twice = [rows[0] ?? {}, { ...rows[0], name: 'Bell, chrome' }];
    expect(told(await runImportKind(tenant, 'products', twice))).toEqual(['created', 'updated']);
    expect((await tenant.get('/catalog/products')).body.data).toHaveLength(1);
  });

  it('a dry run decides the same and writes nothing', async () => {
    const before = world.items().length;
    expect(told(await runImportKind(tenant, 'products', rows, true))).toEqual([
      'created',
      'refused unit unknown_unit',
      'created',
      'refused name required',
      'refused listPrice invalid_format',
    ]);
    expect(world.items()).toHaveLength(before);
  });
});

describe('bills of material', () => {
  beforeEach(async () => {
    await runImportKind(
      tenant,
      'products',
      ['A', 'B', 'C'].map((sku) => ({ sku, externalId: sku, name: sku, kind: 'manufactured' })),
    );
  });
  const row = (assemblySku: string, componentSku: string, extra: object = {}) => ({
    assemblySku,
    componentSku,
    quantity: '1',
    validFrom: '2026-01-01',
    ...extra,
  });

  it('are merged by assembly; a circle holds back its own row only', async () => {
    const rows = [
      row('', 'A'),
      row('B', 'C'),
      row('A', 'B', { validTo: '2026-02-01', quantity: '2' }),
      row('A', 'B', { validFrom: '2026-02-02' }),
      row('C', 'A'),
      row('C', 'X'),
      row('A', 'C', { unit: 'KG' }),
      row('', 'X'),
    ];
    const expected = [
      'unchanged',
      'created',
      'created',
      'created',
      'refused componentSku bom_cycle',
      'refused componentSku unknown_sku',
      'refused unit unit_mismatch',
      'refused componentSku unknown_sku',
    ];
    expect(told(await runImportKind(tenant, 'boms', rows))).toEqual(expected);
    const before = eventsAndRecords();
    const again = told(await runImportKind(tenant, 'boms', rows));
    expect(again).toEqual(expected.map((result) => (result === 'created' ? 'unchanged' : result)));
    expect(eventsAndRecords()).toBe(before);
    const { data } = (await tenant.get('/catalog/boms?sku=A')).body;
    expect(data[0].components.map(({ sku, validTo }: Record<string, string>) => [sku, validTo])).toEqual([
      ['B', '2026-02-01'],
      ['B', null],
    ]);
  });
});

describe('work centres', () => {
  it('are added and changed by code', async () => {
    const rows = [
      { code: 'Paint', hourlyRate: '15.75' },
      { code: 'Frame Forming', name: 'Frame forming' },
    ];
    expect(told(await runImportKind(tenant, 'work-centres', rows))).toEqual(['created', 'created']);
    expect(told(await runImportKind(tenant, 'work-centres', rows))).toEqual(['unchanged', 'unchanged']);
    const { data } = (await tenant.get('/catalog/work-centres?q=paint')).body;
    expect(data).toMatchObject([{ code: 'Paint', hourlyRate: { amount: '15.75', currency: 'EUR' } }]);
  });
});

const ADVENTUREWORKS = new URL('../../../../shared/data/adventureworks/', import.meta.url);
describe.skipIf(!existsSync(ADVENTUREWORKS))('AdventureWorks', () => {
  type Row = Record<string, string>;
  const read = (file: string): Row[] => parse(readFileSync(new URL(file, ADVENTUREWORKS), 'utf8'), { columns: true });

  it('504 products and 2,679 bill of material rows go in whole, superseded ones with their dates', async () => {
    const boms = read('bill_of_materials.csv');
    const unitOf = new Map(boms.map((row) => [row.component_sku, row.unit ?? 'EA']));
    const products = read('products.csv').map((row) => ({
      sku: row.sku ?? '',
      externalId: row.sku ?? '',
      name: row.name ?? '',
      kind: row.made_in_house === '1' ? 'manufactured' : 'purchased',
      unit: unitOf.get(row.sku ?? '') ?? 'EA',
      listPrice: row.list_price ?? '',
      standardCost: row.standard_cost ?? '',
      safetyStock: row.safety_stock ?? '',
      reorderPoint: row.reorder_point ?? '',
      leadDays: row.days_to_manufacture ?? '',
    }));
    const added = await runImportKind(tenant, 'products', products);
    expect(new Set(told(added))).toEqual(new Set(['created']));
    expect(added).toHaveLength(504);
    const rows = boms.map((row) => ({
      assemblySku: row.assembly_sku ?? '',
      componentSku: row.component_sku ?? '',
      quantity: row.quantity_per ?? '',
      unit: row.unit ?? '',
      validFrom: row.valid_from ?? '',
      validTo: row.valid_to ?? '',
    }));
    const merged = told(await runImportKind(tenant, 'boms', rows));
    expect(
      Object.fromEntries(
        Map.groupBy(merged, (result) => result)
          .entries()
          .map(([result, all]) => [result, all.length]),
      ),
    ).toEqual({
      created: 2_576,
      unchanged: 103,
    });
    const bills = world.items().filter((item) => item.__edb_e__ === 'catalog.bom');
    expect(bills).toHaveLength(238);
    const { data } = (await tenant.get('/catalog/boms?sku=SA-R127')).body;
    const quantities = data[0].components.filter(({ sku }: Row) => sku === 'SE-R581');
    expect(quantities).toMatchObject([
      { quantity: '2', validFrom: '2010-03-04', validTo: '2010-05-03' },
      { quantity: '1', validFrom: '2010-05-04', validTo: null },
    ]);
    const bike = (await tenant.get('/catalog/boms?sku=BK-R93R-62')).body.data[0];
    const explosion = (await tenant.get(`/catalog/boms/${bike.id}/explosion`)).body;
    const depth = (node: { components: never[] }): number =>
      1 + Math.max(0, ...node.components.map((component) => depth(component)));
    expect(depth(explosion.root)).toBe(5);
  });
});
