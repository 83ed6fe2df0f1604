import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eur, expectSoundBooks, openPurchasingRoom, type PurchasingRoom, refusalOf } from './purchasing-room.ts';

let room: PurchasingRoom;
let vendorId: string;
beforeEach(async () => {
  room = await openPurchasingRoom();
  vendorId = await room.addVendor('Litware');
});
afterEach(async () => {
  await expectSoundBooks(room);
  room.close();
});

const orders = '/procurement/orders';
const requisitions = '/procurement/requisitions';

/** A product with a price, and an order by hand. */
const orderOf = async (quantity: string, price = '5.00', sku = 'TUBE') => {
  await room.addProduct(sku);
  await room.addPrice(vendorId, sku, price);
  return room.does(orders, { vendorId, lines: [{ sku, quantity }] });
};
const read = async (id: string) => (await room.tenant.get(`${orders}/${id}`)).body;

describe('a purchase order', () => {
  it('by hand takes the vendor’s price and lead time, or the ones named', async () => {
    const order = await orderOf('10');
    expect(order).toMatchObject({
      number: 'PO-2026-00001',
      status: 'to_receive_and_bill',
      vendorName: 'Litware',
      placedOn: '2026-03-02',
      expectedOn: '2026-03-07',
      net: eur('50.00'),
      lines: [{ sku: 'TUBE', quantity: '10', unitPrice: eur('5.00'), outstanding: '10', pegs: [] }],
    });
    const named = await room.does(orders, {
      vendorId,
      expectedOn: '2026-04-01',
      lines: [{ sku: 'TUBE', quantity: '3', unitPrice: eur('4.999999') }],
    });
    expect(named).toMatchObject({ expectedOn: '2026-04-01', net: eur('15.00') });
    expect(room.tenant.events('procurement.order.placed')).toHaveLength(2);
    expect((await room.rows(`${orders}?vendorId=${vendorId}&status=to_receive_and_bill`)).length).toBe(2);
    expect((await room.rows(`${orders}?status=completed`)).length).toBe(0);
  });

  it('in cartons is reckoned by the carton, without rounding twice', async () => {
    await room.addProduct('BOLT');
    await room.addPrice(vendorId, 'BOLT', '10.00', { orderUnit: 'PAK', orderUnitFactor: '12' });
    const order = await room.does(orders, { vendorId, lines: [{ sku: 'BOLT', quantity: '120000' }] });
    expect(order).toMatchObject({ net: eur('100000.00'), lines: [{ unitPrice: eur('0.833333') }] });
  });

  it.each([
    ['neither requisitions nor lines', {}, '422 requisitions_or_lines /requisitionIds'],
    [
      'both',
      { requisitionIds: ['prq_01kb6q4m0sg0f5v7x2j8d3t9ae'], lines: [{ sku: 'TUBE', quantity: '1' }] },
      '422 requisitions_or_lines /requisitionIds',
    ],
    ['lines without a vendor', { lines: [{ sku: 'TUBE', quantity: '1' }] }, '422 vendor_required /vendorId'],
    ['an unknown SKU', { vendor: true, lines: [{ sku: 'NONE', quantity: '1' }] }, '422 unknown_sku /lines/0/sku'],
    ['a service', { vendor: true, lines: [{ sku: 'FITTING', quantity: '1' }] }, '422 not_purchasable /lines/0/sku'],
    [
      'a quantity of zero',
      { vendor: true, lines: [{ sku: 'TUBE', quantity: '0' }] },
      '422 request.invalid /lines/0/quantity',
    ],
    ['half a unit', { vendor: true, lines: [{ sku: 'TUBE', quantity: '1.5' }] }, '422 whole_number /lines/0/quantity'],
    ['no price', { vendor: true, lines: [{ sku: 'UNPRICED', quantity: '1' }] }, '422 no_price /lines/0/unitPrice'],
    [
      'another currency',
      { vendor: true, lines: [{ sku: 'TUBE', quantity: '1', unitPrice: { amount: '1', currency: 'USD' } }] },
      '422 currency_mismatch /lines/0/unitPrice/currency',
    ],
    [
      'an unknown requisition',
      { requisitionIds: ['prq_01kb6q4m0sg0f5v7x2j8d3t9ae'] },
      '422 unknown_requisition /requisitionIds/0',
    ],
    [
      'too many lines',
      { vendor: true, lines: Array.from({ length: 41 }, () => ({ sku: 'TUBE', quantity: '1' })) },
      '422 request.invalid /lines',
    ],
  ])('with %s is refused, and none is placed', async (_, { vendor, ...body }: Record<string, unknown>, expected) => {
    await room.addProduct('TUBE');
    await room.addProduct('UNPRICED');
    await room.addProduct('FITTING', { kind: 'service' });
    await room.addPrice(vendorId, 'TUBE', '5.00');
    expect(await room.refuses(orders, vendor === true ? { ...body, vendorId } : body)).toBe(expected);
    expect(await room.rows(orders)).toEqual([]);
  });

  it('from an inactive vendor is refused', async () => {
    await room.addProduct('TUBE');
    await room.tenant.patch(`/procurement/vendors/${vendorId}`, { active: false }, { ifMatch: 1 });
    expect(await room.refuses(orders, { vendorId, lines: [{ sku: 'TUBE', quantity: '1', unitPrice: eur('1') }] })).toBe(
      '422 inactive_vendor /vendorId',
    );
  });

  it('of requisitions takes their demands along, and each requisition once', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    const salesOrderId = await room.wants('one', [['TUBE', '4']]);
    await room.settle();
    const [requisition] = await room.rows(requisitions);
    const body = { requisitionIds: [requisition?.id] };
    const [first, second] = await Promise.all([room.tenant.post(orders, body), room.tenant.post(orders, body)]);
    expect([first?.status, second?.status].sort()).toEqual([201, 409]);
    const [order] = await room.rows(`${orders}?salesOrderId=${salesOrderId}`);
    expect(order).toMatchObject({ correlationId: `loop-of-${salesOrderId}`, lines: [{ pegs: [{ salesOrderId }] }] });
    expect(room.tenant.events('procurement.order.placed')[0]?.data).toMatchObject({ salesOrderIds: [salesOrderId] });
    expect((await room.rows(`${requisitions}?state=ordered`))[0]).toMatchObject({ purchaseOrderId: order?.id });
  });

  it('of requisitions of two vendors is refused and names them', async () => {
    const other = await room.addVendor('Wood Fitness');
    for (const [sku, vendor] of [
      ['TUBE', vendorId],
      ['WOOD', other],
    ] as const) {
      await room.addProduct(sku);
      await room.addPrice(vendor, sku, '5.00');
    }
    await room.wants('one', [
      ['TUBE', '1'],
      ['WOOD', '1'],
    ]);
    await room.settle();
    const requisitionIds = (await room.rows(requisitions)).map(({ id }) => id);
    const answer = await room.tenant.post(orders, { requisitionIds });
    expect(refusalOf(answer)).toBe('422 procurement.order.several_vendors /requisitionIds');
    expect(answer.body.detail).toMatch(/Litware.*Wood Fitness|Wood Fitness.*Litware/);
    const placed = await room.does(`${requisitions}/order`);
    expect(placed).toMatchObject({ left: 0, withoutVendor: 0, refused: [] });
    expect(placed.data.map(({ vendorName }: { vendorName: string }) => vendorName).sort()).toEqual([
      'Litware',
      'Wood Fitness',
    ]);
    expect((await room.does(`${requisitions}/order`)).data).toEqual([]);
  });

  it('of all open requisitions leaves out what is not due, what nobody sells, and reports what is refused', async () => {
    const other = await room.addVendor('Wood Fitness');
    for (const sku of ['TUBE', 'WOOD', 'RARE']) await room.addProduct(sku);
    await room.addPrice(vendorId, 'TUBE', '5.00');
    const price = await room.addPrice(other, 'WOOD', '5.00');
    await room.wants('soon', [
      ['TUBE', '1'],
      ['WOOD', '1'],
      ['RARE', '1'],
    ]);
    await room.wants('later', [['TUBE', '1']], '2026-09-01');
    await room.settle();
    await room.tenant.patch(`/procurement/vendor-prices/${price.id}`, { validTo: '2026-03-01' }, { ifMatch: 1 });
    const placed = await room.does(`${requisitions}/order`, { releaseUntil: '2026-04-30' }, { key: 'once' });
    expect(placed).toMatchObject({ left: 0, withoutVendor: 1, refused: [{ vendorId: other, code: 'no_price' }] });
    expect(placed.data).toHaveLength(1);
    expect(placed.data[0].lines).toHaveLength(1);
    expect(await room.does(`${requisitions}/order`, { releaseUntil: '2026-04-30' }, { key: 'once' })).toEqual(placed);
  });
});

describe('a goods receipt', () => {
  it('brings stock, value and journal in one, and makes the demand whole', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00', { minimumQuantity: '10' });
    const salesOrderId = await room.wants('one', [['TUBE', '4']]);
    await room.settle();
    const { data } = await room.does(`${requisitions}/order`);
    const received = await room.does(`${orders}/${data[0].id}/receive`);
    expect(received).toMatchObject({ status: 'to_bill', lines: [{ received: '10', pegs: [{ received: '4' }] }] });
    expect(await room.stock('TUBE')).toMatchObject({ onHand: '10', reserved: '4', value: eur('50.00') });
    expect([room.balance('stock'), room.balance('received_not_invoiced')]).toEqual([5_000, -5_000]);
    await room.settle();
    expect((await room.reservation(salesOrderId)).complete).toBe(true);
    expect(await room.bought()).toEqual(['10 received']);
    const [receipt] = await room.rows(`/procurement/receipts?purchaseOrderId=${data[0].id}`);
    expect(receipt).toMatchObject({
      number: 'GRN-2026-00001',
      receivedOn: '2026-03-02',
      lines: [{ quantity: '10', value: eur('50.00') }],
    });
    expect(room.tenant.events('procurement.order.received')[0]?.data).toMatchObject({ salesOrderIds: [salesOrderId] });
    // What came in beyond the demand is in stock and no surplus of an open supply any more.
    await room.wants('two', [['TUBE', '8']]);
    await room.settle();
    expect(await room.bought()).toEqual(['10 received', '10 open']);
  });

  it('in parts counts each, and its values add up to the order', async () => {
    const order = await orderOf('3', '0.333333');
    for (const quantity of ['1', '1', '1']) {
      await room.does(`${orders}/${order.id}/receive`, { lines: [{ sku: 'TUBE', quantity }] });
    }
    expect(await read(order.id)).toMatchObject({ status: 'to_bill', net: eur('1.00') });
    expect(await room.stock('TUBE')).toMatchObject({ onHand: '3', value: eur('1.00') });
  });

  it.each([
    [
      'more than is outstanding',
      { lines: [{ sku: 'TUBE', quantity: '11' }] },
      '422 procurement.order.over_receipt /lines/0/quantity',
    ],
    ['an unknown line', { lines: [{ sku: 'NONE', quantity: '1' }] }, '422 unknown_line /lines/0/sku'],
    ['a line that is not named', { lines: [{ quantity: '1' }] }, '422 line_or_sku /lines/0'],
    [
      'a line that is named twice',
      {
        lines: [
          { sku: 'TUBE', quantity: '1' },
          { sku: 'TUBE', quantity: '1' },
        ],
      },
      '422 repeated_line /lines/1',
    ],
    ['half a unit', { lines: [{ sku: 'TUBE', quantity: '0.5' }] }, '422 whole_number /lines/0/quantity'],
    ['a day that has not been', { receivedOn: '2026-03-03' }, '422 in_future /receivedOn'],
    ['an unknown field', { note: 'x' }, '422 request.invalid /note'],
  ])('of %s is refused, and nothing moves', async (_, body, expected) => {
    const order = await orderOf('10');
    expect(await room.refuses(`${orders}/${order.id}/receive`, body)).toBe(expected);
    expect(await read(order.id)).toEqual(order);
    expect(room.tenant.events('inventory.stock.moved')).toEqual([]);
  });

  it('beyond the order is possible within the tenant’s tolerance (B4)', async () => {
    const order = await orderOf('10');
    expect((await room.tenant.patch('/procurement/settings', { overReceiptPercent: 10 })).status).toBe(428);
    expect((await room.tenant.get('/procurement/settings')).body).toEqual({
      overReceiptPercent: 0,
      billTolerancePercent: 0,
      version: 0,
    });
    await room.tenant.patch('/procurement/settings', { overReceiptPercent: 10 }, { ifMatch: 0 });
    expect((await room.tenant.patch('/procurement/settings', {}, { ifMatch: 0 })).status).toBe(412);
    const path = `${orders}/${order.id}/receive`;
    const over = await room.tenant.post(path, { lines: [{ sku: 'TUBE', quantity: '12' }] });
    expect(over.body).toMatchObject({ status: 422, facts: { excess: '1', outstanding: '10' } });
    expect((await room.does(path, { lines: [{ sku: 'TUBE', quantity: '11' }] })).status).toBe('to_bill');
  });

  it.each([
    ['at once', 0],
    ['at once, however much over is tolerated', 100],
  ])('twice %s receives once', async (_, overReceiptPercent) => {
    const order = await orderOf('10');
    await room.tenant.patch('/procurement/settings', { overReceiptPercent }, { ifMatch: 0 });
    const path = `${orders}/${order.id}/receive`;
    const answers = await Promise.all([room.tenant.post(path), room.tenant.post(path), room.tenant.post(path)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await room.stock('TUBE')).toMatchObject({ onHand: '10' });
    expect(await room.refuses(path)).toBe('409 procurement.order.nothing_to_receive');
  });

  it('of many lines and many demands is cut into receipts, and a repeated request does nothing twice', async () => {
    const skus = Array.from({ length: 18 }, (_, index) => `PART${index}`);
    for (const sku of skus) {
      await room.addProduct(sku);
      await room.addPrice(vendorId, sku, '1.10', sku === 'PART0' ? { minimumQuantity: '100' } : {});
    }
    await room.wants(
      'one',
      skus.map((sku) => [sku, '2'] as const),
    );
    await room.settle();
    for (let index = 0; index < 30; index += 1) await room.wants(`many ${index}`, [['PART0', '1']]);
    await room.settle();
    const { data } = await room.does(`${requisitions}/order`);
    const path = `${orders}/${data[0].id}/receive`;
    const lines = skus.map((sku) => ({ sku, quantity: sku === 'PART0' ? '100' : '2' }));
    const received = await room.does(path, { lines }, { key: 'delivery-1' });
    expect(received.status).toBe('to_bill');
    expect(await room.does(path, { lines }, { key: 'delivery-1' })).toEqual(received);
    const receipts = await room.rows(`/procurement/receipts?purchaseOrderId=${data[0].id}`);
    expect(receipts.length).toBeGreaterThan(2);
    await room.settle({ copies: 2 });
    expect((await room.reservation(await room.wants('one', []))).complete).toBe(true);
    expect((await room.reservation(await room.wants('many 29', []))).complete).toBe(true);
    expect(await room.stock('PART0')).toMatchObject({ onHand: '100', reserved: '32' });
  });

  it('of many lines, sent twice at once with one key, comes in once', async () => {
    const skus = Array.from({ length: 18 }, (_, index) => `PART${index}`);
    for (const sku of skus) await room.addProduct(sku);
    const lines = skus.map((sku) => ({ sku, quantity: '2', unitPrice: { amount: '1.10', currency: 'EUR' } }));
    const { id } = await room.does(orders, { vendorId, lines });
    const receive = () => room.tenant.post(`${orders}/${id}/receive`, undefined, { key: 'delivery-1' });
    const answers = await Promise.all([receive(), receive()]);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect((await receive()).status).toBe(200);
    expect(await room.stock('PART17')).toMatchObject({ onHand: '2' });
    expect((await room.rows(`/procurement/receipts?purchaseOrderId=${id}`)).length).toBe(3);
  });
});

describe('ending a purchase order', () => {
  it('cancelled before anything came in: its demands are planned again, its surplus is gone', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00', { minimumQuantity: '10' });
    const one = await room.wants('one', [['TUBE', '4']]);
    await room.settle();
    const { data } = await room.does(`${requisitions}/order`);
    const cancelled = await room.does(`${orders}/${data[0].id}/cancel`, { reason: 'Vendor is closed' });
    expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'Vendor is closed' });
    await room.settle({ copies: 2 });
    await room.redeliver();
    expect(await room.bought()).toEqual(['10 cancelled', '10 open']);
    const [open] = await room.rows(`${requisitions}?state=open`);
    expect(open?.pegs).toMatchObject([{ salesOrderId: one, quantity: '4' }]);
    expect(await room.refuses(`${orders}/${data[0].id}/receive`)).toBe('409 procurement.order.illegal_transition');
    expect(await room.refuses(`${orders}/${data[0].id}/cancel`)).toBe('409 procurement.order.illegal_transition');
  });

  it('cancelled together with its demand buys nothing again', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    const one = await room.wants('one', [['TUBE', '4']]);
    await room.settle();
    const { data } = await room.does(`${requisitions}/order`);
    await room.does(`${orders}/${data[0].id}/cancel`);
    await room.cancel(one);
    await room.settle({ pick: () => 0.99, copies: 2 });
    expect((await room.bought()).filter((state) => state.endsWith('open'))).toEqual([]);
  });

  it('closed after a part came in: the part is billed and paid, the rest is planned again', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    const one = await room.wants('one', [['TUBE', '10']]);
    await room.settle();
    const { data } = await room.does(`${requisitions}/order`);
    const path = `${orders}/${data[0].id}`;
    expect(await room.refuses(`${path}/close`)).toBe('409 procurement.order.nothing_received');
    await room.does(`${path}/receive`, { lines: [{ sku: 'TUBE', quantity: '6' }] });
    expect(await room.refuses(`${path}/cancel`)).toBe('409 procurement.order.already_received');
    expect(await room.does(`${path}/close`)).toMatchObject({ status: 'to_bill', lines: [{ givenUp: '4' }] });
    await room.settle({ copies: 2 });
    expect(await room.bought()).toEqual(['10 received', '4 open']);
    await room.does(`${path}/bill`);
    expect(await read(data[0].id)).toMatchObject({ status: 'closed' });
    const again = await room.does(`${requisitions}/order`);
    await room.does(`${orders}/${again.data[0].id}/receive`);
    await room.settle();
    expect((await room.reservation(one)).complete).toBe(true);
  });
});
