import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShop, putInStock, type Shop, win } from '../../harness/bicycle-shop.ts';
import { type BooksOffice, booksOffice } from '../../harness/books-office.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { playOut } from '../../harness/world-api.ts';

let world: World;
let shop: Shop;
let office: BooksOffice;
beforeEach(async () => {
  world = await createWorld();
  shop = await openShop(await world.tenant());
  office = booksOffice(world);
});
afterEach(() => world.close());

const books = async () => (await shop.tenant.get('/health/books')).body;

describe('books of a company in good order', () => {
  it('are being checked until they have been looked at for the first time', async () => {
    expect(await books()).toMatchObject({ state: 'checking', checkedAt: null, checkedThrough: null, faults: [] });
  });

  it('hold after a whole loop, with every check that it concerns', async () => {
    await putInStock(shop.tenant, [['FRAME', '1', '80.00']]);
    const { salesOrderId } = await win(shop, [
      ['BIKE', '1'],
      ['BELL', '2'],
      ['FITTING', '1'],
    ]);
    await playOut(world, shop.tenant, salesOrderId);
    await office.look();
    const { state, checks, faults } = await books();
    expect(faults).toEqual([]);
    expect(state).toBe('hold');
    const unseen = checks.filter(({ checked }: { checked: number }) => checked === 0);
    expect(unseen.map(({ name }: { name: string }) => name)).toEqual(['finance.advances_are_not_overdrawn']);
    expect(office.broken).toEqual([]);
  });

  it('hold after a return, its credit note and a refund, and after a cancellation', async () => {
    await putInStock(shop.tenant, [['BELL', '9', '3.00']]);
    const { salesOrderId } = await win(shop, [['BELL', '5']]);
    await playOut(world, shop.tenant, salesOrderId);
    await office.look();
    await shop.tenant.post('/logistics/returns', {
      salesOrderId,
      lines: [{ sku: 'BELL', quantity: '2' }],
      reason: 'Damaged',
    });
    await world.settle();
    const [invoice] = (await shop.tenant.get(`/finance/invoices?salesOrderId=${salesOrderId}`)).body.data;
    const [note] = (await shop.tenant.get(`/finance/credit-notes?salesOrderId=${salesOrderId}`)).body.data;
    await shop.tenant.post('/finance/refunds', { invoiceId: invoice.id, amount: note.total });
    const cancelled = await win(shop, [['BELL', '20']]);
    await world.settle();
    await shop.tenant.post(`/sales/orders/${cancelled.salesOrderId}/cancel`, { reason: 'Changed their mind' });
    await world.settle();
    await office.look();
    expect(await books()).toMatchObject({ state: 'hold', faults: [] });
  });

  it('are under suspicion while a loop is slow, and broken once it is later than a dead letter', async () => {
    await putInStock(shop.tenant, [['BELL', '9', '3.00']]);
    const { salesOrderId } = await win(shop, [['BELL', '5']]);
    await world.settle();
    const [shipment] = (await shop.tenant.get(`/logistics/shipments?salesOrderId=${salesOrderId}`)).body.data;
    for (const verb of ['pick', 'dispatch']) await shop.tenant.post(`/logistics/shipments/${shipment.id}/${verb}`, {});
    // Nobody hears of the dispatch: the order does not know what left, and nothing is billed.
    await office.look();
    expect(await books()).toMatchObject({ state: 'checking', faults: [] });
    await office.look();
    expect(await books()).toMatchObject({ state: 'checking', faults: [] });
    expect(office.broken).toEqual([]);
    await office.look();
    const { state, faults } = await books();
    expect(state).toBe('broken');
    expect(faults).toMatchObject([
      {
        check: 'logistics.orders_know_what_left',
        subject: salesOrderId,
        message: 'order SO-2026-00001 BELL: delivered 0, by shipments 5',
        event: { type: 'logistics.shipment.dispatched', subject: shipment.id },
      },
    ]);
    expect(office.broken).toEqual([1]);
    await world.settle();
    await office.look();
    expect(await books()).toMatchObject({ state: 'hold', faults: [] });
  });
});
