import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importVendorPrices } from '../../../domain/procurement/imports/import-vendor-prices.ts';
import { importVendors } from '../../../domain/procurement/imports/import-vendors.ts';
import { preferredVendorPrice, vendorFor } from '../../../domain/procurement/index.ts';
import { VendorRow } from '../../../domain/procurement/vendor.row.ts';
import { VendorPriceRow } from '../../../domain/procurement/vendor-price.row.ts';
import { eur, openPurchasingRoom, type PurchasingRoom, refusalOf } from './purchasing-room.ts';

let room: PurchasingRoom;
beforeEach(async () => {
  room = await openPurchasingRoom();
});
afterEach(() => room.close());

const vendors = '/procurement/vendors';
const prices = '/procurement/vendor-prices';
const countOf = async (path: string) => (await room.rows(path)).length;

describe('vendors', () => {
  it('are added with defaults, read, changed under their version, and told from another tenant’s', async () => {
    const vendor = await room.does(vendors, { name: 'Litware', code: 'LIT', email: 'orders@litware.example' });
    expect(vendor).toMatchObject({ currency: 'EUR', paymentTermsDays: 30, active: true, preferred: false, version: 1 });
    const path = `${vendors}/${vendor.id}`;
    expect((await room.tenant.patch(path, { active: false })).status).toBe(428);
    expect((await room.tenant.patch(path, { active: false }, { ifMatch: 7 })).status).toBe(412);
    const changed = await room.tenant.patch(path, { active: false, email: null }, { ifMatch: 1 });
    expect(changed.body).toMatchObject({ active: false, email: null, version: 2 });
    expect(changed.headers.etag).toBe('"2"');
    const stranger = await room.world.tenant({ company: 'Other' });
    const foreign = await stranger.get(path);
    const unknown = await stranger.get(`${vendors}/ven_01kb6q4m0sg0f5v7x2j8d3t9ae`);
    expect([foreign.status, foreign.body.detail]).toEqual([404, unknown.body.detail]);
  });

  it('are found by external id and by the beginning of their name', async () => {
    await room.does(vendors, { name: 'Wood Fitness', externalId: 'WOODFIT0001' });
    await room.does(vendors, { name: 'wooden Wheels' });
    await room.does(vendors, { name: 'Litware', active: false });
    expect((await room.rows(`${vendors}?q=WOOD`)).map(({ name }) => name)).toEqual(['Wood Fitness', 'wooden Wheels']);
    expect(await countOf(`${vendors}?externalId=WOODFIT0001`)).toBe(1);
    expect(await countOf(`${vendors}?active=false`)).toBe(1);
  });

  it.each([
    ['no name', {}, '422 request.invalid /name'],
    ['an unknown field', { name: 'A', colour: 'red' }, '422 request.invalid /colour'],
    ['another currency', { name: 'A', currency: 'USD' }, '422 currency_mismatch /currency'],
    ['a long name', { name: 'A'.repeat(201) }, '422 request.invalid /name'],
    ['negative payment terms', { name: 'A', paymentTermsDays: -1 }, '422 request.invalid /paymentTermsDays'],
    ['a code that is taken', { name: 'A', code: 'LIT' }, '409 procurement.vendor.duplicate_code /code'],
    [
      'an external id that is taken',
      { name: 'A', externalId: 'X1' },
      '409 procurement.vendor.duplicate_external_id /externalId',
    ],
  ])('with %s are refused, and nothing is added', async (_, body, expected) => {
    await room.does(vendors, { name: 'Litware', code: 'LIT', externalId: 'X1' });
    expect(await room.refuses(vendors, body)).toBe(expected);
    expect(await countOf(vendors)).toBe(1);
  });

  it('give a code free that they change', async () => {
    const vendor = await room.does(vendors, { name: 'Litware', code: 'LIT' });
    await room.tenant.patch(`${vendors}/${vendor.id}`, { code: 'LITWARE' }, { ifMatch: 1 });
    expect((await room.does(vendors, { name: 'Other', code: 'LIT' })).code).toBe('LIT');
  });
});

describe('vendors’ prices', () => {
  it('are chosen by the rule, in stock units, and follow a change of the vendor', async () => {
    const productId = await room.addProduct('TUBE');
    const [cheap, dear] = [await room.addVendor('Cheap'), await room.addVendor('Dear')];
    const context = room.tenant.context();
    expect(await preferredVendorPrice(context, productId)).toBeUndefined();
    await room.addPrice(dear, 'TUBE', '5.00');
    await room.addPrice(cheap, 'TUBE', '48.00', { orderUnit: 'CTN', orderUnitFactor: '12', minimumQuantity: '2' });
    expect(await preferredVendorPrice(context, productId)).toMatchObject({
      vendorId: cheap,
      unitPrice: 4_000_000,
      minimum: 24_000_000,
    });
    await room.tenant.patch(`${vendors}/${cheap}`, { active: false }, { ifMatch: 1 });
    expect((await preferredVendorPrice(context, productId))?.vendorId).toBe(dear);
    expect((await vendorFor(context, dear))?.name).toBe('Dear');
  });

  it('are changed under their version and listed by product and vendor', async () => {
    await room.addProduct('TUBE');
    const vendorId = await room.addVendor('Litware');
    const price = await room.addPrice(vendorId, 'TUBE', '5.00', { maximumQuantity: '9', validTo: '2026-12-31' });
    const path = `${prices}/${price.id}`;
    expect((await room.tenant.patch(path, { leadDays: 2 })).status).toBe(428);
    const changed = await room.tenant.patch(path, { price: eur('6.5'), maximumQuantity: null }, { ifMatch: 1 });
    expect(changed.body).toMatchObject({
      price: eur('6.50'),
      maximumQuantity: null,
      leadDays: 5,
      validTo: '2026-12-31',
      version: 2,
    });
    expect((await room.tenant.patch(path, { validTo: '2026-01-01' }, { ifMatch: 1 })).status).toBe(412);
    expect(await countOf(`${prices}?sku=TUBE&vendorId=${vendorId}`)).toBe(1);
    expect(await countOf(`${prices}?vendorId=${vendorId}`)).toBe(1);
    expect(await countOf(`${prices}?sku=NONE`)).toBe(0);
    const unknown = await room.tenant.patch(
      `${prices}/vpr_01kb6q4m0sg0f5v7x2j8d3t9ae`,
      { leadDays: 2 },
      { ifMatch: 1 },
    );
    expect(unknown.status).toBe(404);
  });

  it.each([
    ['an unknown SKU', { sku: 'NONE' }, '422 unknown_sku /sku'],
    ['an unknown vendor', { vendorId: 'ven_01kb6q4m0sg0f5v7x2j8d3t9ae' }, '422 unknown_vendor /vendorId'],
    ['a service', { sku: 'FITTING' }, '422 not_purchasable /sku'],
    ['another currency', { price: { amount: '1', currency: 'USD' } }, '422 currency_mismatch /price/currency'],
    ['a negative price', { price: eur('-1') }, '422 request.invalid /price/amount'],
    ['a quantity of zero', { minimumQuantity: '0' }, '422 request.invalid /minimumQuantity'],
    [
      'a maximum below the minimum',
      { minimumQuantity: '9', maximumQuantity: '8' },
      '422 maximum_below_minimum /maximumQuantity',
    ],
    ['an end before the start', { validFrom: '2026-02-01', validTo: '2026-01-31' }, '422 ends_before_start /validTo'],
    ['a day that it has already', { validFrom: '2026-01-01' }, '409 procurement.vendor_price.duplicate'],
  ])('with %s are refused, and nothing is added', async (_, fields, expected) => {
    await room.addProduct('TUBE');
    await room.addProduct('FITTING', { kind: 'service' });
    const vendorId = await room.addVendor('Litware');
    await room.addPrice(vendorId, 'TUBE', '5.00', { validFrom: '2026-01-01' });
    const body = { vendorId, sku: 'TUBE', price: eur('4'), validFrom: '2026-03-01', ...fields };
    expect(await room.refuses(prices, body)).toBe(expected);
    expect(await countOf(prices)).toBe(1);
  });
});

describe('imports', () => {
  type Text = Record<string, string>;
  const vendorsFrom = (rows: Text[], dryRun = false) =>
    importVendors(room.tenant.context(), {
      rows: rows.map((row, index) => ({ line: index + 2, row: VendorRow.parse(row) })),
      dryRun,
    });
  const pricesFrom = (rows: Text[], dryRun = false) =>
    importVendorPrices(room.tenant.context(), {
      rows: rows.map((row, index) => ({ line: index + 2, row: VendorPriceRow.parse(row) })),
      dryRun,
    });
  const results = (outcomes: { result: string }[]) => outcomes.map(({ result }) => result);
  const litware = { externalId: 'LITWARE0001', name: 'Litware, Inc.', preferred: '1', active: '1' };
  const tube = {
    vendor: 'LITWARE0001',
    sku: 'TUBE',
    price: '47.87',
    leadDays: '17',
    unit: 'CS',
    orderUnitFactor: '24',
  };

  it('of vendors make no doubles and write nothing in a dry run', async () => {
    const rows = [litware, { code: 'WOOD', name: 'Wood Fitness', email: '' }];
    expect(results(await vendorsFrom(rows, true))).toEqual(['created', 'created']);
    expect(await countOf(vendors)).toBe(0);
    expect(results(await vendorsFrom(rows))).toEqual(['created', 'created']);
    expect(results(await vendorsFrom(rows))).toEqual(['unchanged', 'unchanged']);
    expect(results(await vendorsFrom([{ ...litware, name: 'Litware' }, litware]))).toEqual(['updated', 'updated']);
    expect((await room.rows(`${vendors}?externalId=LITWARE0001`))[0]).toMatchObject({
      name: 'Litware, Inc.',
      preferred: true,
    });
  });

  it('of a hundred vendors with one bad row take ninety-nine', async () => {
    await room.does(vendors, { name: 'Holder', code: 'C50' });
    const rows = Array.from({ length: 100 }, (_, index) => ({
      externalId: `V${index}`,
      code: `C${index}`,
      name: `V ${index}`,
    }));
    const outcomes = await vendorsFrom(rows);
    expect(outcomes.filter(({ result }) => result === 'refused')).toEqual([
      {
        line: 52,
        result: 'refused',
        errors: [
          {
            field: 'code',
            code: 'procurement.vendor.duplicate_code',
            message: 'Another vendor has the code "C50".',
          },
        ],
      },
    ]);
    expect(await countOf(`${vendors}?limit=200`)).toBe(100);
  });

  it('of prices find the vendor by external id or code, and report each bad row by its field', async () => {
    await room.addProduct('TUBE');
    await room.addProduct('FITTING', { kind: 'service' });
    await vendorsFrom([litware]);
    const rows = [
      tube,
      { ...tube, vendor: 'NOBODY' },
      { ...tube, sku: 'NONE' },
      { ...tube, sku: 'FITTING' },
      { ...tube, minimumQuantity: '5', maximumQuantity: '1', validFrom: '2026-01-01' },
    ];
    const outcomes = await pricesFrom(rows);
    expect(
      outcomes.map((outcome) => (outcome.result === 'refused' ? outcome.errors[0]?.field : outcome.result)),
    ).toEqual(['created', 'vendor', 'sku', 'sku', 'maximumQuantity']);
    expect(results(await pricesFrom([tube]))).toEqual(['unchanged']);
    expect(results(await pricesFrom([{ ...tube, price: '48' }]))).toEqual(['updated']);
    expect((await room.rows(`${prices}?sku=TUBE`))[0]).toMatchObject({
      price: eur('48.00'),
      orderUnit: 'CS',
      orderUnitFactor: '24',
    });
  });
});

describe('permissions', () => {
  it('let operations buy, finance pay, and keep others out', async () => {
    const refused = async (role: string, path: string) => refusalOf(await room.tenant.as([role]).post(path, {}));
    expect(await refused('finance', vendors)).toBe('403 auth.forbidden');
    expect(await refused('sales', '/procurement/orders')).toBe('403 auth.forbidden');
    expect((await room.tenant.as(['viewer']).get(vendors)).status).toBe(200);
    expect((await room.tenant.as(['finance']).get('/procurement/bills')).status).toBe(200);
    expect(await refused('operations', '/procurement/bills/bil_01kb6q4m0sg0f5v7x2j8d3t9ae/pay')).toBe(
      '403 auth.forbidden',
    );
  });
});
