import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bomOf, productsBySku, resolveLines } from '../../../domain/catalog/index.ts';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

let world: World;
let tenant: TestTenant;
const eur = (amount: string) => ({ amount, currency: 'EUR' });

beforeEach(async () => {
  world = await createWorld();
  tenant = await world.tenant();
  for (const sku of ['A', 'B', 'C', 'D', 'E']) await add(sku, 'manufactured');
  await add('M', 'purchased', { standardCost: eur('2.00') });
  await add('KG', 'purchased', { unit: 'KG', standardCost: eur('1.00') });
  await add('S', 'service');
});
afterEach(() => world.close());

const add = (sku: string, kind: string, extra: object = {}) =>
  tenant.post('/catalog/products', { sku, name: sku, kind, ...extra });
const made = (sku: string, ...components: string[]) =>
  tenant.post('/catalog/boms', {
    sku,
    quantity: '1',
    validFrom: '2026-01-01',
    components: components.map((component) => ({ sku: component, quantity: '1' })),
  });

describe('P1: a bill of material', () => {
  it('has components, operations on work centres, and revisions that supersede each other', async () => {
    await tenant.post('/catalog/work-centres', { code: 'ASSY', name: 'Assembly', hourlyRate: eur('36.00') });
    const body = {
      sku: 'A',
      quantity: '2',
      validFrom: '2026-01-01',
      components: [{ sku: 'M', quantity: '3', validTo: '2026-02-28' }],
      operations: [{ workCentre: 'ASSY', minutes: 30 }],
    };
    const first = await tenant.post('/catalog/boms', body);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      sku: 'A',
      revision: 1,
      quantity: '2',
      components: [{ sku: 'M', quantity: '3', validTo: '2026-02-28' }],
      operations: [{ workCentre: 'ASSY', minutes: '30', hourlyRate: eur('36.00') }],
    });
    const second = await tenant.post('/catalog/boms', { ...body, validFrom: '2026-03-10', quantity: '1' });
    expect(second.body).toMatchObject({ id: first.body.id, revision: 2, version: 2 });
    const path = `/catalog/boms/${first.body.id}`;
    expect((await tenant.get(path)).body.revision).toBe(1);
    expect((await tenant.get(`${path}?on=2026-03-10`)).body.revision).toBe(2);
    expect((await tenant.get(`${path}?revision=2`)).body.revision).toBe(2);
    expect((await tenant.get(`${path}?revision=3`)).status).toBe(404);
    expect((await tenant.get('/catalog/boms?sku=A')).body.data).toHaveLength(1);
    expect((await tenant.get('/catalog/boms?sku=B')).body.data).toEqual([]);
    const { A } = Object.fromEntries(await productsBySku(tenant.context(), ['A']));
    const effective = await bomOf(tenant.context(), A?.id ?? '', '2026-03-02');
    expect(effective).toMatchObject({ revision: 1, batchQuantity: 2_000_000, components: [] });
    expect(effective?.operations[0]).toMatchObject({ minutes: 30_000_000, hourlyRate: 36_000_000 });
    expect(await bomOf(tenant.context(), A?.id ?? '', '2025-12-31')).toBeUndefined();
  });

  it.each([
    ['an unknown product', { sku: 'X' }, '/sku unknown_sku'],
    ['a bought product', { sku: 'M' }, '/sku not_manufactured'],
    ['an unknown component', { components: [{ sku: 'X', quantity: '1' }] }, '/components/0/sku unknown_sku'],
    ['a service as component', { components: [{ sku: 'S', quantity: '1' }] }, '/components/0/sku not_stocked'],
    ['no component', { components: [] }, '/components too_small'],
    ['a quantity of zero', { components: [{ sku: 'M', quantity: '0' }] }, '/components/0/quantity custom'],
    ['a negative quantity', { quantity: '-1' }, '/quantity custom'],
    ['half a piece per batch', { quantity: '0.5' }, '/quantity whole_number'],
    [
      'an unknown work centre',
      { operations: [{ workCentre: 'NO', minutes: '1' }] },
      '/operations/0/workCentre unknown_work_centre',
    ],
    ['a date that is none', { validFrom: '2026-02-30' }, '/validFrom invalid_format'],
    ['an unknown field', { colour: 'red' }, '/colour unknown_field'],
  ])('is refused with %s, and nothing changed', async (_, extra, expected) => {
    const before = world.items().length;
    const answer = await tenant.post('/catalog/boms', {
      sku: 'A',
      quantity: '1',
      components: [{ sku: 'M', quantity: '1' }],
      ...extra,
    });
    expect(answer.status).toBe(422);
    const [{ pointer, code }] = answer.body.errors;
    expect(`${pointer} ${code}`).toBe(expected);
    expect(world.items()).toHaveLength(before);
  });

  it('P3, P6: explodes through all levels with its cost', async () => {
    await tenant.post('/catalog/work-centres', { code: 'ASSY', hourlyRate: eur('36.00') });
    await tenant.post('/catalog/boms', {
      sku: 'B',
      quantity: '2',
      validFrom: '2026-01-01',
      components: [{ sku: 'KG', quantity: '0.5' }],
      operations: [{ workCentre: 'ASSY', minutes: '10' }],
    });
    const { body: bom } = await made('A', 'B', 'M');
    const { body } = await tenant.get(`/catalog/boms/${bom.id}/explosion?quantity=4`);
    expect(body).toMatchObject({ quantity: '4', material: eur('9.00'), conversion: eur('12.00'), total: eur('21.00') });
    expect(body.root.components.map(({ sku, quantity }: Record<string, string>) => [sku, quantity])).toEqual([
      ['B', '4'],
      ['M', '4'],
    ]);
    expect(body.root.components[0].components[0]).toMatchObject({ sku: 'KG', quantity: '1', level: 2 });
    expect((await tenant.get(`/catalog/boms/${bom.id}/explosion?quantity=0`)).status).toBe(422);
    const huge = await tenant.get(`/catalog/boms/${bom.id}/explosion?quantity=999999999`);
    expect([huge.status, huge.body.errors[0]]).toMatchObject([422, { pointer: '/query/quantity', code: 'too_large' }]);
  });
});

describe('P2: a circle is refused', () => {
  it.each([
    ['itself', [], ['A', 'A'], 'A → A'],
    ['at depth 2', [['B', 'A']], ['A', 'B'], 'A → B → A'],
    [
      'at depth 4',
      [
        ['B', 'C'],
        ['C', 'D'],
        ['D', 'A'],
      ],
      ['A', 'B'],
      'A → B → C → D → A',
    ],
  ])('%s', async (_, before, [parent = '', ...components], path) => {
    for (const [sku = '', ...parts] of before) expect((await made(sku, ...parts)).status).toBe(201);
    const count = world.items().length;
    const refused = await made(parent, 'M', ...components);
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatchObject({ pointer: '/components/1/sku', code: 'bom_cycle' });
    expect(refused.body.errors[0].message).toContain(path);
    expect(world.items()).toHaveLength(count);
  });

  it('even in a revision that is not in force at the same time', async () => {
    await made('B', 'A');
    await tenant.post('/catalog/boms', {
      sku: 'B',
      quantity: '1',
      validFrom: '2026-02-01',
      components: [{ sku: 'M', quantity: '1' }],
    });
    expect((await made('A', 'B')).status).toBe(422);
  });

  it('of two bills at once that would close one together, one is recorded', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [parent, component] = round % 2 === 0 ? ['A', 'B'] : ['B', 'A'];
      const other = await createWorld({ seed: `race-${round}` });
      const its = await other.tenant();
      for (const sku of ['A', 'B']) await its.post('/catalog/products', { sku, name: sku, kind: 'manufactured' });
      const bill = (sku: string, part: string) =>
        its.post('/catalog/boms', { sku, quantity: '1', components: [{ sku: part, quantity: '1' }] });
      const answers = await Promise.all([bill(parent, component), bill(component, parent)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
      other.close();
    }
  });
});

describe('facts for other modules', () => {
  it('resolve the lines of an order', async () => {
    const line = (sku: string, quantity: number) => ({ sku, quantity: quantity * 1_000_000 });
    const [found] = await resolveLines(tenant.context(), [line('KG', 0.5)]);
    expect(found?.product.unit).toBe('KG');
    for (const [lines, pointer, code] of [
      [[line('A', 1), line('X', 1)], '/lines/1/sku', 'unknown_sku'],
      [[line('A', 0.5)], '/lines/0/quantity', 'whole_number'],
    ] as const) {
      await expect(resolveLines(tenant.context(), lines)).rejects.toMatchObject({
        details: { errors: [{ pointer, code }] },
      });
    }
  });
});
