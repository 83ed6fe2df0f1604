import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '../inventory/stock-room.ts';
import { expectSoundBooks, openPurchasingRoom, type PurchasingRoom } from './purchasing-room.ts';

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

const requisitions = '/procurement/requisitions';
const orders = '/procurement/orders';
/** Pegs of a document's line or of a requisition as `line of the demand: quantity`. */
const demandsOf = (pegs: { salesOrderId: string; quantity: string }[]) => pegs.map(({ quantity }) => quantity);

describe('a shortage of what is bought', () => {
  it('raises a requisition with vendor, price, dates and the demand that it is for (P21, G5)', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    const salesOrderId = await room.wants('one', [['TUBE', '7']], '2026-03-20');
    await room.settle();
    const [requisition] = await room.rows(`${requisitions}?salesOrderId=${salesOrderId}`);
    expect(requisition).toMatchObject({
      number: 'PR-2026-00001',
      state: 'open',
      sku: 'TUBE',
      vendorId,
      vendorName: 'Litware',
      quantity: '7',
      unitPrice: { amount: '5.00', currency: 'EUR' },
      neededOn: '2026-03-20',
      releaseOn: '2026-03-15',
      availableOn: '2026-03-20',
      late: false,
      pegs: [{ salesOrderId, lineId: '1', quantity: '7', received: '0' }],
      correlationId: `loop-of-${salesOrderId}`,
    });
    expect((await room.tenant.get(`${requisitions}/${requisition?.id}`)).body).toEqual(requisition);
    expect(room.tenant.events('procurement.requisition.raised')).toHaveLength(1);
  });

  it('G5: is released today, and said to be late, where the release day is past', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    await room.wants('one', [['TUBE', '7']], '2026-03-04');
    await room.settle();
    const [requisition] = await room.rows(`${requisitions}?late=true`);
    expect(requisition).toMatchObject({ releaseOn: '2026-03-02', availableOn: '2026-03-07', late: true });
  });

  it('G1: with 40 in stock and a minimum of 100, two demands of 50 buy 100 once', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00', { minimumQuantity: '100' });
    await room.putIn([['TUBE', '40', '5.00']]);
    await room.wants('one', [['TUBE', '50']]);
    await room.settle();
    await room.wants('two', [['TUBE', '50']]);
    await room.settle();
    expect(await room.bought()).toEqual(['100 open']);
    const [requisition] = await room.rows(requisitions);
    expect(demandsOf(requisition?.pegs)).toEqual(['10', '50']);
  });

  it('G2: demands of 250 and 1,000 with a safety stock of 100 buy 1,350 together', async () => {
    await room.addProduct('TUBE', { safetyStock: '100' });
    await room.addPrice(vendorId, 'TUBE', '5.00');
    await room.wants('one', [['TUBE', '250']]);
    await room.settle();
    await room.wants('two', [['TUBE', '1000']]);
    await room.settle();
    expect(await room.bought()).toEqual(['350 open', '1000 open']);
  });

  it('G3: with a minimum of 100, three lines of 20 of one order buy 100 once', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00', { minimumQuantity: '100' });
    await room.wants('one', [
      ['TUBE', '20'],
      ['TUBE', '20'],
      ['TUBE', '20'],
    ]);
    await room.settle();
    expect(await room.bought()).toEqual(['100 open']);
  });

  it('G4: with 12 in stock, demands of 12 and 1 buy 1', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    await room.putIn([['TUBE', '12', '5.00']]);
    await room.wants('one', [['TUBE', '12']]);
    await room.wants('two', [['TUBE', '1']]);
    await room.settle();
    expect(await room.bought()).toEqual(['1 open']);
  });

  it('two demands of 0.5 of a carton-sized whole unit buy 1: netting comes before rounding', async () => {
    await room.addProduct('OIL', { unit: 'L' });
    await room.addPrice(vendorId, 'OIL', '8.00', { multiple: '1' });
    await room.wants('one', [['OIL', '0.5']]);
    await room.wants('two', [['OIL', '0.5']]);
    await room.settle();
    expect(await room.bought()).toEqual(['1 open']);
  });

  it('of a product that is bought to order takes no surplus of another demand', async () => {
    await room.addProduct('SIGN', { supplyPolicy: 'to_order', safetyStock: '9' });
    await room.addPrice(vendorId, 'SIGN', '5.00', { minimumQuantity: '10' });
    await room.wants('one', [['SIGN', '2']]);
    await room.wants('two', [['SIGN', '2']]);
    await room.settle();
    expect(await room.bought()).toEqual(['10 open', '10 open']);
  });

  it('that no vendor covers waits for a person', async () => {
    await room.addProduct('TUBE');
    await room.wants('one', [['TUBE', '2']]);
    await room.settle();
    const [requisition] = await room.rows(requisitions);
    expect(requisition).toMatchObject({ state: 'open', vendorId: null, unitPrice: null, quantity: '2' });
    expect(await room.refuses(orders, { requisitionIds: [requisition?.id] })).toBe('422 no_vendor /requisitionIds/0');
    expect(await room.refuses(orders, { requisitionIds: [requisition?.id], vendorId })).toBe(
      '422 no_price /requisitionIds/0',
    );
    await room.addPrice(vendorId, 'TUBE', '5.00');
    const order = await room.does(orders, { requisitionIds: [requisition?.id], vendorId });
    expect(order).toMatchObject({ vendorId, lines: [{ sku: 'TUBE', quantity: '2', requisitionId: requisition?.id }] });
  });

  it('of many products of one order is answered for each of them, once', async () => {
    const skus = Array.from({ length: 23 }, (_, index) => `PART${index}`);
    for (const sku of skus) {
      await room.addProduct(sku);
      await room.addPrice(vendorId, sku, '1.00', { maximumQuantity: '3' });
    }
    await room.wants(
      'one',
      skus.map((sku) => [sku, '5'] as const),
    );
    await room.settle({ copies: 2 });
    await room.redeliver();
    const raised = await room.rows(`${requisitions}?limit=200`);
    expect(raised).toHaveLength(46);
    expect(raised.filter(({ quantity }) => quantity === '3')).toHaveLength(23);
  });
});

describe('two shortages at once', () => {
  it.each([1, 2, 3, 4])('never both buy a minimum (deliveries together, run %i)', async (run) => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00', { minimumQuantity: '100' });
    for (const name of ['a', 'b', 'c', 'd'].slice(0, run)) await room.wants(`${name}${run}`, [['TUBE', '20']]);
    // Reserve first, then raise all requisitions at the same moment.
    await room.settleTogether();
    await room.settleTogether();
    await room.settle();
    expect(await room.bought()).toEqual(['100 open']);
    const [requisition] = await room.rows(requisitions);
    expect(requisition?.pegs).toHaveLength(run);
  });
});

describe('a demand that is gone', () => {
  it('cancels the requisition that nobody ordered, and leaves one that another demand needs', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00', { minimumQuantity: '10' });
    const one = await room.wants('one', [['TUBE', '4']]);
    await room.settle();
    const two = await room.wants('two', [['TUBE', '4']]);
    await room.settle();
    await room.cancel(one);
    await room.settle();
    const [kept] = await room.rows(requisitions);
    expect(kept).toMatchObject({ state: 'open', pegs: [{ salesOrderId: two, quantity: '4' }] });
    // Its share is surplus now: the next demand finds 6.
    await room.wants('three', [['TUBE', '6']]);
    await room.settle();
    expect(await room.bought()).toEqual(['10 open']);
    await room.cancel(two);
    await room.cancel(await room.wants('three', []));
    await room.settle();
    expect(await room.bought()).toEqual(['10 cancelled']);
    expect(room.tenant.events('procurement.requisition.cancelled')).toHaveLength(1);
    // A cancelled requisition covers nothing.
    await room.wants('four', [['TUBE', '1']]);
    await room.settle();
    expect(await room.bought()).toEqual(['10 cancelled', '10 open']);
  });

  it('leaves what is ordered as surplus, which covers the next demand before anything is bought (G9)', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    const one = await room.wants('one', [['TUBE', '8']]);
    await room.settle();
    const { data } = await room.does(`${requisitions}/order`);
    await room.wants('two', [['TUBE', '3']]);
    await room.settle();
    // G9: the supply of the first demand is not eaten.
    expect(await room.bought()).toEqual(['8 ordered', '3 open']);
    await room.cancel(one);
    await room.settle();
    const three = await room.wants('three', [['TUBE', '5']]);
    await room.settle();
    expect(await room.bought()).toEqual(['8 ordered', '3 open']);
    const order = (await room.tenant.get(`${orders}/${data[0].id}`)).body;
    expect(order.lines[0].pegs).toMatchObject([{ salesOrderId: three, quantity: '5' }]);
  });

  it('buys nothing where the cancellation comes before the shortage', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const order = await room.wants(`order ${seed}`, [['TUBE', '4']]);
      await room.cancel(order);
      await room.settle({ pick: seeded(seed), copies: 2 });
    }
    const states = await room.bought();
    expect(states.filter((state) => state.endsWith('open'))).toEqual([]);
  });

  it('with more supplies than one commit holds loses every peg', async () => {
    const skus = Array.from({ length: 21 }, (_, index) => `PART${index}`);
    for (const sku of skus) {
      await room.addProduct(sku);
      await room.addPrice(vendorId, sku, '1.00');
    }
    const order = await room.wants(
      'one',
      skus.map((sku) => [sku, '5'] as const),
    );
    await room.settle();
    await room.cancel(order);
    await room.settle({ copies: 2 });
    const raised = await room.rows(`${requisitions}?limit=200`);
    expect(new Set(raised.map(({ state }) => state))).toEqual(new Set(['cancelled']));
    expect(room.tenant.events('procurement.requisition.cancelled')).toHaveLength(21);
  });
});

describe('goods that turn up', () => {
  const open = async () =>
    (await room.rows(`${requisitions}?state=open`)).map(({ quantity, pegs }) => [quantity, ...demandsOf(pegs)]);

  it('for all that a demand waits for cancel the requisition that nobody ordered', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    await room.wants('one', [['TUBE', '5']]);
    await room.settle();
    await room.putIn([['TUBE', '5', '5.00']]);
    await room.settle({ copies: 2 });
    expect(await room.bought()).toEqual(['5 cancelled']);
    expect(room.tenant.events('procurement.requisition.cancelled')).toHaveLength(1);
  });

  it('for a part of it, or of what is ordered, leave a surplus that covers the next demand', async () => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    await room.wants('one', [['TUBE', '5']]);
    await room.settle();
    await room.putIn([['TUBE', '2', '5.00']]);
    await room.settle();
    expect(await open()).toEqual([['5', '3']]);
    const [requisition] = await room.rows(requisitions);
    const placed = await room.does(orders, { requisitionIds: [requisition?.id] });
    await room.putIn([['TUBE', '3', '5.00']]);
    await room.settle();
    expect((await room.tenant.get(`${orders}/${placed.id}`)).body.lines[0].pegs).toEqual([]);
    expect(await room.stock('TUBE')).toMatchObject({ available: '0', waiting: '0', expected: '5', projected: '5' });
    await room.wants('two', [['TUBE', '5']]);
    await room.settle();
    expect(await room.stock('TUBE')).toMatchObject({ waiting: '5', expected: '0', projected: '0' });
    expect(await room.bought()).toEqual(['5 ordered']);
    await room.does(`${orders}/${placed.id}/receive`);
    await room.settle();
    expect(await room.stock('TUBE')).toMatchObject({ onHand: '10', reserved: '10', waiting: '0' });
  });

  it.each([1, 2, 3, 4])('while a cancelled order is planned again leave less to wait for (seed %i)', async (seed) => {
    await room.addProduct('TUBE');
    await room.addPrice(vendorId, 'TUBE', '5.00');
    await room.wants('one', [['TUBE', '5']]);
    await room.settle();
    const [requisition] = await room.rows(requisitions);
    const placed = await room.does(orders, { requisitionIds: [requisition?.id] });
    await room.putIn([['TUBE', '2', '5.00']]);
    await room.does(`${orders}/${placed.id}/cancel`);
    await room.settle({ pick: seeded(seed), copies: 2 });
    expect((await open()).flatMap(([, ...pegs]) => pegs)).toEqual(['3']);
  });
});

describe('I5: shuffled, doubled and late', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'the same is bought in all, and each demand is covered once (seed %i)',
    async (seed) => {
      await room.addProduct('TUBE');
      await room.addPrice(vendorId, 'TUBE', '5.00', { minimumQuantity: '30' });
      const gone = await room.wants('gone', [['TUBE', '9']]);
      for (const [name, quantity] of [
        ['a', '7'],
        ['b', '8'],
        ['c', '9'],
      ] as const) {
        await room.wants(name, [['TUBE', quantity]]);
      }
      await room.cancel(gone);
      const pick = seeded(seed);
      await room.settle({ pick, copies: 2 });
      await room.redeliver({ pick });
      const open = (await room.rows(requisitions)).filter(({ state }) => state === 'open');
      const pegged = open.flatMap(({ pegs }) => pegs).reduce((sum, peg) => sum + Number(peg.quantity), 0);
      expect(pegged).toBe(24);
      expect(open.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBeLessThanOrEqual(60);
      await room.does(`${requisitions}/order`);
      for (const order of await room.rows(orders)) await room.does(`${orders}/${order.id}/receive`);
      await room.settle({ pick, copies: 2 });
      for (const name of ['a', 'b', 'c']) {
        const reservation = await room.reservation(await room.wants(name, []));
        expect(reservation.complete).toBe(true);
      }
    },
  );
});
