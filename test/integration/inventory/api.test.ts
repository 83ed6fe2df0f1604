import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importLocations } from '../../../domain/inventory/imports/import-locations.ts';
import { importStock } from '../../../domain/inventory/imports/import-stock.ts';
import { LocationRow } from '../../../domain/inventory/location.row.ts';
import { StockRow } from '../../../domain/inventory/stock.row.ts';
import { faultsOf, openStockRoom, orderIdOf, type StockRoom } from './stock-room.ts';

let room: StockRoom;
beforeEach(async () => {
  room = await openStockRoom();
  await room.addProduct('BELL', { standardCost: eur('3.00') });
  await room.addProduct('LAMP');
  await room.addProduct('WIRE', { unit: 'M' });
  await room.addProduct('SERVICE', { kind: 'service' });
});
afterEach(() => {
  expect(faultsOf(room)).toEqual([]);
  room.close();
});

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const adjust = (lines: unknown, extra: object = {}, options: { key?: string } = {}) =>
  room.tenant.post('/inventory/adjustments', { reason: 'Counted', lines, ...extra }, options);
const problem = ({ status, body }: { status: number; body: { errors?: { pointer: string; code: string }[] } }) =>
  `${status} ${body.errors?.map(({ pointer, code }) => `${pointer} ${code}`).join(', ')}`;

describe('POST /inventory/adjustments', () => {
  it('puts goods in and out, valued, with a journal entry', async () => {
    const into = await adjust([
      { sku: 'BELL', quantity: '4', unitCost: eur('2.50') },
      { sku: 'BELL', quantity: '1' },
      { sku: 'WIRE', quantity: '2.5', unitCost: eur('0.333333') },
    ]);
    expect(into.status).toBe(201);
    expect(into.body).toMatchObject({ kind: 'adjustment', value: eur('13.33'), reason: 'Counted' });
    expect(into.body.lines.map(({ value }: { value: { amount: string } }) => value.amount)).toEqual([
      '10.00',
      '2.50',
      '0.83',
    ]);
    const out = await adjust([{ sku: 'BELL', location: 'main', quantity: '-2' }]);
    expect(out.body.lines[0]).toMatchObject({ quantity: '-2', location: 'MAIN', value: eur('-5.00') });
    expect(await room.stock('BELL')).toMatchObject({
      onHand: '3',
      reserved: '0',
      available: '3',
      projected: '3',
      value: eur('7.50'),
      unitCost: eur('2.50'),
      byLocation: [{ location: 'MAIN', onHand: '3' }],
      data: [{ sku: 'BELL', onHand: '3' }],
    });
    expect((await room.tenant.get('/inventory/adjustments')).body.data).toHaveLength(2);
    expect((await room.tenant.get('/inventory/entries?sku=WIRE')).body.data).toHaveLength(1);
    expect((await room.tenant.get('/inventory/stock')).body.data).toHaveLength(2);
  });

  it('takes the standard cost where there is no stock yet, and is refused where there is none', async () => {
    expect((await adjust([{ sku: 'BELL', quantity: '2' }])).body.value).toEqual(eur('6.00'));
    expect(problem(await adjust([{ sku: 'LAMP', quantity: '2' }]))).toBe('422 /lines/0/unitCost cost_unknown');
  });

  it.each([
    ['an unknown SKU', [{ sku: 'NONE', quantity: '1' }], '422 /lines/0/sku unknown_sku'],
    ['a service', [{ sku: 'SERVICE', quantity: '1' }], '422 /lines/0/sku not_stocked'],
    ['an unknown location', [{ sku: 'BELL', location: 'X', quantity: '1' }], '422 /lines/0/location unknown_location'],
    ['a broken unit', [{ sku: 'BELL', quantity: '1.5' }], '422 /lines/0/quantity whole_number'],
    [
      'another currency',
      [{ sku: 'BELL', quantity: '1', unitCost: { amount: '1', currency: 'USD' } }],
      '422 /lines/0/unitCost/currency currency_mismatch',
    ],
    [
      'more out than there is',
      [
        { sku: 'BELL', quantity: '9' },
        { sku: 'BELL', quantity: '-10' },
      ],
      '422 /lines/1/quantity insufficient_stock',
    ],
    ['nothing', [{ sku: 'BELL', quantity: '0' }], '422 /lines/0/quantity custom'],
    ['a number', [{ sku: 'BELL', quantity: 1 }], '422 /lines/0/quantity invalid_type'],
    ['no quantity', [{ sku: 'BELL' }], '422 /lines/0/quantity required'],
    ['a negative cost', [{ sku: 'BELL', quantity: '1', unitCost: eur('-1') }], '422 /lines/0/unitCost/amount custom'],
    ['an unknown field', [{ sku: 'BELL', quantity: '1', price: 1 }], '422 /lines/0/price unknown_field'],
    ['no lines', [], '422 /lines too_small'],
    ['too many lines', Array.from({ length: 81 }, () => ({ sku: 'BELL', quantity: '1' })), '422 /lines too_big'],
    [
      'more than can be counted',
      [{ sku: 'BELL', quantity: '999999999', unitCost: eur('999999999') }],
      '422 /lines/0/quantity too_large',
    ],
  ])('is refused with %s, and nothing changes', async (_, lines, expected) => {
    const before = room.world.items().length;
    expect(problem(await adjust(lines))).toBe(expected);
    expect(room.world.items()).toHaveLength(before);
  });

  it('is refused below what is reserved', async () => {
    await adjust([{ sku: 'BELL', quantity: '3' }]);
    await room.confirm(orderIdOf('one'), [['BELL', '2']]);
    await room.settle();
    expect(problem(await adjust([{ sku: 'BELL', quantity: '-2' }]))).toBe('422 /lines/0/quantity insufficient_stock');
    expect(await room.stock('BELL')).toMatchObject({ onHand: '3', reserved: '2', available: '1' });
  });

  it('with the same key happens once; with another body it is refused', async () => {
    const lines = [{ sku: 'BELL', quantity: '3' }];
    const first = await adjust(lines, {}, { key: 'once' });
    const again = await adjust(lines, {}, { key: 'once' });
    expect(again.body).toEqual(first.body);
    expect((await adjust([{ sku: 'BELL', quantity: '4' }], {}, { key: 'once' })).status).toBe(422);
    expect(await room.stock('BELL')).toMatchObject({ onHand: '3' });
  });

  it('is not for everyone, and shows nothing of another tenant', async () => {
    const entry = await adjust([{ sku: 'BELL', quantity: '3' }]);
    const body = { reason: 'x', lines: [{ sku: 'BELL', quantity: '1' }] };
    expect((await room.tenant.as(['sales']).post('/inventory/adjustments', body)).status).toBe(403);
    expect((await room.tenant.as(['viewer']).get('/inventory/stock?sku=BELL')).status).toBe(200);
    const other = await room.world.tenant();
    expect((await other.get(`/inventory/entries/${entry.body.id}`)).status).toBe(404);
    expect(problem(await other.get('/inventory/stock?sku=BELL'))).toBe('422 /query/sku unknown_sku');
    expect((await other.get('/inventory/stock')).body.data).toEqual([]);
  });
});

describe('POST /inventory/transfers', () => {
  beforeEach(async () => {
    await room.tenant.post('/inventory/locations', { code: 'QA', kind: 'quarantine' });
    await adjust([{ sku: 'BELL', quantity: '5' }]);
  });
  const transfer = (lines: unknown) => room.tenant.post('/inventory/transfers', { lines });

  it('moves goods without changing their value, in and out of promise', async () => {
    const moved = await transfer([{ sku: 'BELL', from: 'MAIN', to: 'QA', quantity: '2' }]);
    expect(moved.body).toMatchObject({ kind: 'transfer', value: eur('0.00'), journalEntryId: null });
    expect(await room.stock('BELL')).toMatchObject({ onHand: '5', available: '3', value: eur('15.00') });
    await transfer([{ sku: 'BELL', from: 'QA', to: 'MAIN', quantity: '2' }]);
    expect(await room.stock('BELL')).toMatchObject({ onHand: '5', available: '5' });
  });

  it.each([
    ['to the same location', { from: 'MAIN', to: 'main' }, '422 /lines/0/to same_location'],
    ['from an unknown one', { from: 'X' }, '422 /lines/0/from unknown_location'],
    ['of more than is there', { quantity: '6' }, '422 /lines/0/quantity insufficient_stock'],
    ['of a negative quantity', { quantity: '-1' }, '422 /lines/0/quantity custom'],
  ])('is refused %s', async (_, changes, expected) => {
    expect(problem(await transfer([{ sku: 'BELL', from: 'MAIN', to: 'QA', quantity: '1', ...changes }]))).toBe(
      expected,
    );
    expect(await room.stock('BELL')).toMatchObject({ available: '5' });
  });
});

describe('/inventory/locations', () => {
  it('are added, found by code, renamed, made the default', async () => {
    const made = await room.tenant.post('/inventory/locations', { code: 'FG', name: 'Finished goods' });
    expect(made.body).toMatchObject({ code: 'FG', kind: 'store', pickable: true, isDefault: false });
    const path = `/inventory/locations/${made.body.id}`;
    expect((await room.tenant.patch(path, { name: 'Goods' })).status).toBe(428);
    expect((await room.tenant.patch(path, { name: 'Goods' }, { ifMatch: 9 })).status).toBe(412);
    const patched = await room.tenant.patch(path, { name: 'Goods', isDefault: true }, { ifMatch: made.body.version });
    expect(patched.body).toMatchObject({ name: 'Goods', isDefault: true, version: 2 });
    const all = (await room.tenant.get('/inventory/locations')).body.data;
    expect(
      all.map(({ code, isDefault }: { code: string; isDefault: boolean }) => `${code} ${isDefault}`).sort(),
    ).toEqual(['FG true', 'MAIN false']);
    await adjust([{ sku: 'BELL', quantity: '1' }]);
    expect((await room.stock('BELL')).byLocation).toMatchObject([{ location: 'FG' }]);
  });

  it.each([
    ['a code that is taken, in any case', { code: 'main' }, '409 /code inventory.location.duplicate_code'],
    ['an unknown kind', { code: 'X', kind: 'moon' }, '422 /kind invalid_value'],
    ['a blank code', { code: ' ' }, '422 /code invalid_format'],
    [
      'a default that may not be promised from',
      { code: 'X', kind: 'quarantine', isDefault: true },
      '422 /isDefault default_not_pickable',
    ],
    ['an over-long code', { code: 'X'.repeat(65) }, '422 /code too_big'],
  ])('are refused with %s', async (_, body, expected) => {
    expect(problem(await room.tenant.post('/inventory/locations', body))).toBe(expected);
    expect((await room.tenant.get('/inventory/locations')).body.data).toHaveLength(1);
  });
});

describe('imports', () => {
  const rows = <Row>(schema: { parse(row: unknown): Row }, given: readonly object[]) =>
    given.map((row, index) => ({ line: index + 2, row: schema.parse(row) }));
  const stock = (given: readonly object[], dryRun = false) =>
    importStock(room.tenant.context(), { rows: rows(StockRow, given), dryRun });
  const results = (outcomes: Awaited<ReturnType<typeof stock>>) =>
    outcomes.map((outcome) =>
      outcome.result === 'refused'
        ? outcome.errors.map(({ field, code }) => `${field} ${code}`).join()
        : outcome.result,
    );

  it('of locations upsert by code', async () => {
    const given = rows(LocationRow, [{ code: 'Tool Crib' }, { code: 'Paint', name: 'Paint shop', kind: 'production' }]);
    const run = () => importLocations(room.tenant.context(), { rows: given, dryRun: false });
    expect(results(await run())).toEqual(['created', 'created']);
    expect(results(await run())).toEqual(['unchanged', 'unchanged']);
    const renamed = rows(LocationRow, [{ code: 'paint', name: 'Paint hall', kind: 'production' }]);
    expect(results(await importLocations(room.tenant.context(), { rows: renamed, dryRun: false }))).toEqual([
      'updated',
    ]);
  });

  it('of stock set the level: the difference is posted, and a second run makes no doubles', async () => {
    await room.tenant.post('/inventory/locations', { code: 'Tool Crib' });
    const given = [
      { sku: 'BELL', location: 'Tool Crib', quantity: '408', unitCost: '' },
      { sku: 'BELL', location: 'MAIN', quantity: '324', unitCost: '2.00' },
      { sku: 'LAMP', location: 'MAIN', quantity: '5', unitCost: '' },
      { sku: 'WIRE', location: 'MAIN', quantity: '0', unitCost: '' },
      { sku: 'NONE', location: 'MAIN', quantity: '1', unitCost: '' },
      { sku: 'BELL', location: 'Nowhere', quantity: '1', unitCost: '' },
    ];
    const expected = [
      'created',
      'created',
      'unitCost cost_unknown',
      'unchanged',
      'sku unknown_sku',
      'location unknown_location',
    ];
    expect(results(await stock(given, true))).toEqual(expected);
    expect(await room.stock('BELL')).toMatchObject({ onHand: '0' });
    expect(results(await stock(given))).toEqual(expected);
    expect(await room.stock('BELL')).toMatchObject({ onHand: '732', value: eur('1872.00') });
    expect(results(await stock(given))).toEqual(['unchanged', 'unchanged', ...expected.slice(2)]);
    expect((await room.tenant.get('/inventory/adjustments')).body.data).toHaveLength(1);
    expect(results(await stock([{ sku: 'BELL', location: 'MAIN', quantity: '320' }]))).toEqual(['updated']);
    expect(await room.stock('BELL')).toMatchObject({ onHand: '728' });
  });

  it('of stock never count below what is reserved', async () => {
    await adjust([{ sku: 'BELL', quantity: '5' }]);
    await room.confirm(orderIdOf('one'), [['BELL', '4']]);
    await room.settle();
    expect(results(await stock([{ sku: 'BELL', quantity: '3' }]))).toEqual(['quantity below_reserved']);
    expect(results(await stock([{ sku: 'BELL', quantity: '4' }]))).toEqual(['updated']);
  });

  it('of stock without a cost take the preferred vendor’s price of a stock unit', async () => {
    const vendor = await room.tenant.post('/procurement/vendors', { name: 'Parts Ltd' });
    await room.tenant.post('/procurement/vendor-prices', {
      vendorId: vendor.body.id,
      sku: 'LAMP',
      price: eur('4.00'),
      leadDays: 5,
    });
    expect(results(await stock([{ sku: 'LAMP', quantity: '3' }]))).toEqual(['created']);
    expect(await room.stock('LAMP')).toMatchObject({ onHand: '3', value: eur('12.00') });
  });
});
