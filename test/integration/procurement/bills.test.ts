import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eur, expectSoundBooks, openPurchasingRoom, type PurchasingRoom } from './purchasing-room.ts';

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
const unknownId = 'puo_01kb6q4m0sg0f5v7x2j8d3t9ae';

/** A product with a price, and an order by hand. */
const orderOf = async (quantity: string, price = '5.00', sku = 'TUBE') => {
  await room.addProduct(sku);
  await room.addPrice(vendorId, sku, price);
  return room.does(orders, { vendorId, lines: [{ sku, quantity }] });
};
const read = async (id: string) => (await room.tenant.get(`${orders}/${id}`)).body;

describe('a supplier bill (I2)', () => {
  it('is matched, recorded with tax, and paid: nothing is left of what was received and not invoiced', async () => {
    const order = await orderOf('10');
    await room.does(`${orders}/${order.id}/receive`);
    const bill = await room.does(`${orders}/${order.id}/bill`, { billNumber: 'LW-1', billedOn: '2026-03-01' });
    expect(bill).toMatchObject({
      number: 'BILL-2026-00001',
      state: 'open',
      billedOn: '2026-03-01',
      dueOn: '2026-03-31',
      net: eur('50.00'),
      tax: eur('9.50'),
      total: eur('59.50'),
      mismatches: [],
    });
    expect(room.balance('received_not_invoiced')).toBe(0);
    expect([room.balance('input_tax'), room.balance('payable')]).toEqual([950, -5_950]);
    const partly = await room.does(`/procurement/bills/${bill.id}/pay`, { amount: eur('9.50'), method: 'cash' });
    expect(partly).toMatchObject({ state: 'open', paid: eur('9.50'), due: eur('50.00') });
    expect(await room.refuses(`/procurement/bills/${bill.id}/pay`, { amount: eur('50.01') })).toBe(
      '422 procurement.bill.over_payment /amount/amount',
    );
    const [one, two] = await Promise.all([
      room.tenant.post(`/procurement/bills/${bill.id}/pay`),
      room.tenant.post(`/procurement/bills/${bill.id}/pay`),
    ]);
    expect([one?.status, two?.status].sort()).toEqual([200, 409]);
    expect([room.balance('payable'), room.balance('bank'), room.balance('cash')]).toEqual([0, -5_000, -950]);
    expect(await read(order.id)).toMatchObject({ status: 'completed' });
    expect(await room.rows(`/procurement/bills?state=paid`)).toHaveLength(1);
    expect((await room.rows(`/procurement/bills?purchaseOrderId=${order.id}`))[0]?.payments).toHaveLength(2);
  });

  it('at a higher price is held until a person releases it (B5)', async () => {
    const order = await orderOf('10');
    await room.does(`${orders}/${order.id}/receive`);
    const lines = [{ sku: 'TUBE', quantity: '10', unitPrice: eur('5.50') }];
    const bill = await room.does(`${orders}/${order.id}/bill`, { lines });
    expect(bill).toMatchObject({ state: 'on_hold', mismatches: [{ kind: 'price', expected: '5', billed: '5.5' }] });
    expect([room.balance('received_not_invoiced'), room.balance('purchase_price_variance')]).toEqual([0, 500]);
    const path = `/procurement/bills/${bill.id}`;
    expect(await room.refuses(`${path}/pay`)).toBe('409 procurement.bill.illegal_transition');
    expect(await room.does(`${path}/release`, { reason: 'Agreed by phone' })).toMatchObject({
      state: 'open',
      releaseReason: 'Agreed by phone',
    });
    expect(await room.refuses(`${path}/release`)).toBe('409 procurement.bill.illegal_transition');
    expect(await room.does(`${path}/pay`)).toMatchObject({ state: 'paid', due: eur('0.00') });
  });

  it('for goods that did not come in is held; what comes in later clears it', async () => {
    const order = await orderOf('10');
    await room.does(`${orders}/${order.id}/receive`, { lines: [{ sku: 'TUBE', quantity: '4' }] });
    const bill = await room.does(`${orders}/${order.id}/bill`, { lines: [{ sku: 'TUBE', quantity: '10' }] });
    expect(bill).toMatchObject({ state: 'on_hold', mismatches: [{ kind: 'quantity', expected: '4', billed: '10' }] });
    expect(await read(order.id)).toMatchObject({ status: 'to_receive' });
    await room.does(`${orders}/${order.id}/receive`);
    expect(room.balance('received_not_invoiced')).toBe(0);
    expect(await read(order.id)).toMatchObject({ status: 'completed' });
  });

  it.each([
    [
      'more than was ordered',
      { lines: [{ sku: 'TUBE', quantity: '11' }] },
      '422 procurement.order.over_bill /lines/0/quantity',
    ],
    ['a number that is recorded', { billNumber: 'LW-1' }, '409 procurement.bill.duplicate_number /billNumber'],
    ['a day that has not been', { billedOn: '2026-03-03' }, '422 in_future /billedOn'],
    ['a due date before its date', { dueOn: '2026-03-01' }, '422 due_before_billed /dueOn'],
    [
      'another currency',
      { lines: [{ sku: 'TUBE', quantity: '1', unitPrice: { amount: '1', currency: 'USD' } }] },
      '422 currency_mismatch /lines/0/unitPrice/currency',
    ],
  ])('with %s is refused, and nothing is posted', async (_, body, expected) => {
    const order = await orderOf('10');
    await room.does(`${orders}/${order.id}/receive`);
    await room.does(`${orders}/${order.id}/bill`, { billNumber: 'LW-1', lines: [{ sku: 'TUBE', quantity: '1' }] });
    const before = [await read(order.id), room.balance('payable')];
    expect(await room.refuses(`${orders}/${order.id}/bill`, body)).toBe(expected);
    expect([await read(order.id), room.balance('payable')]).toEqual(before);
  });

  it('where nothing came in is refused', async () => {
    const order = await orderOf('10');
    expect(await room.refuses(`${orders}/${order.id}/bill`)).toBe('409 procurement.order.nothing_to_bill');
    expect(await room.refuses(`${orders}/${unknownId}/bill`)).toBe('404 procurement.order.not_found');
  });
});

describe('another tenant', () => {
  it('gets 404 for every document, in the words of an unknown id', async () => {
    const order = await orderOf('10');
    await room.does(`${orders}/${order.id}/receive`);
    const bill = await room.does(`${orders}/${order.id}/bill`);
    const stranger = await room.world.tenant({ company: 'Other' });
    for (const path of [`${orders}/${order.id}`, `/procurement/bills/${bill.id}`]) {
      expect((await stranger.get(path)).status).toBe(404);
    }
    for (const verb of ['receive', 'bill', 'close', 'cancel']) {
      const foreign = await stranger.post(`${orders}/${order.id}/${verb}`);
      const unknown = await stranger.post(`${orders}/${unknownId}/${verb}`);
      expect([foreign.status, foreign.body.detail]).toEqual([404, unknown.body.detail]);
    }
    expect((await stranger.post(`/procurement/bills/${bill.id}/pay`)).status).toBe(404);
    expect((await stranger.get(orders)).body.data).toEqual([]);
  });
});
