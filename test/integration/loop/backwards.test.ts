import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShop, putInStock, type Shop, win } from '../../harness/bicycle-shop.ts';
import { checkBooks } from '../../harness/books.ts';
import { createWorld, type World } from '../../harness/world.ts';
import { playOut } from '../../harness/world-api.ts';

let world: World;
let shop: Shop;
beforeEach(async () => {
  world = await createWorld();
  shop = await openShop(await world.tenant());
});
afterEach(() => {
  expect(checkBooks(world.items())).toEqual([]);
  world.close();
});

type Row = Record<string, string>;
const dataOf = async (path: string): Promise<Row[]> => (await shop.tenant.get(path)).body.data;
const stockOf = async (sku: string) => {
  const [row] = await dataOf(`/inventory/stock?sku=${sku}`);
  return [row?.onHand, row?.reserved];
};

describe('I4: cancelling undoes exactly the later effects', () => {
  it('when everything is only planned: reservations free, production and requisitions cancelled', async () => {
    await putInStock(shop.tenant, [['FRAME', '1', '80.00']]);
    const { salesOrderId } = await win(shop, [['BIKE', '2']]);
    await world.settle();
    expect(await stockOf('FRAME')).toEqual(['1', '1']);
    const cancelled = await shop.tenant.post(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Changed their mind' });
    expect(cancelled.body.state).toBe('cancelled');
    await world.settle();
    expect(await stockOf('FRAME')).toEqual(['1', '0']);
    expect((await dataOf(`/production/orders?salesOrderId=${salesOrderId}`)).map(({ state }) => state)).not.toContain(
      'planned',
    );
    expect((await dataOf('/procurement/requisitions?state=open')).length).toBe(0);
  });

  it('when production has started: issued components come back at their cost', async () => {
    await putInStock(shop.tenant, [
      ['FRAME', '1', '80.00'],
      ['WHEEL', '2', '30.00'],
    ]);
    const { salesOrderId } = await win(shop, [['BIKE', '1']]);
    await world.settle();
    const [made] = await dataOf(`/production/orders?salesOrderId=${salesOrderId}`);
    await shop.tenant.post(`/production/orders/${made?.id}/start`);
    expect(await stockOf('FRAME')).toEqual(['0', '0']);
    await shop.tenant.post(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Changed their mind' });
    await world.settle();
    expect(await stockOf('FRAME')).toEqual(['1', '0']);
    expect(await stockOf('WHEEL')).toEqual(['2', '0']);
    const [stock] = await dataOf('/inventory/stock?sku=FRAME');
    expect(stock?.value).toEqual({ amount: '80.00', currency: 'EUR' });
  });

  it('when goods are picked but not gone: the shipment is cancelled and the goods are free', async () => {
    await putInStock(shop.tenant, [['BELL', '5', '3.00']]);
    const { salesOrderId } = await win(shop, [['BELL', '5']]);
    await world.settle();
    const [shipment] = await dataOf(`/logistics/shipments?salesOrderId=${salesOrderId}`);
    await shop.tenant.post(`/logistics/shipments/${shipment?.id}/pick`);
    await shop.tenant.post(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Changed their mind' });
    await world.settle();
    expect((await dataOf(`/logistics/shipments?salesOrderId=${salesOrderId}`)).map(({ state }) => state)).toEqual([
      'cancelled',
    ]);
    expect(await stockOf('BELL')).toEqual(['5', '0']);
    expect((await shop.tenant.post(`/logistics/shipments/${shipment?.id}/dispatch`, {})).status).toBe(409);
  });

  it('after a part was dispatched: only the remainder is closed; what was sent is invoiced and paid', async () => {
    await putInStock(shop.tenant, [
      ['BELL', '5', '3.00'],
      ['FRAME', '1', '80.00'],
    ]);
    const { salesOrderId } = await win(shop, [
      ['BELL', '5'],
      ['BIKE', '1'],
    ]);
    await world.settle();
    const [shipment] = await dataOf(`/logistics/shipments?salesOrderId=${salesOrderId}`);
    for (const verb of ['pick', 'dispatch', 'deliver'])
      await shop.tenant.post(`/logistics/shipments/${shipment?.id}/${verb}`, {});
    await world.settle();
    const closed = await shop.tenant.post(`/sales/orders/${salesOrderId}/cancel`, { reason: 'The rest is not needed' });
    expect(closed.body.state).toBe('closed');
    await playOut(world, shop.tenant, salesOrderId);
    expect(await stockOf('FRAME')).toEqual(['1', '0']);
    const invoices = await dataOf(`/finance/invoices?salesOrderId=${salesOrderId}`);
    expect(invoices.map(({ status, net }) => [status, net])).toEqual([['paid', { amount: '49.50', currency: 'EUR' }]]);
  });

  it('a return brings the goods back at their cost and credits the invoice; the money goes back', async () => {
    await putInStock(shop.tenant, [['BELL', '5', '3.00']]);
    const { salesOrderId } = await win(shop, [['BELL', '5']]);
    await playOut(world, shop.tenant, salesOrderId);
    const returned = await shop.tenant.post('/logistics/returns', {
      salesOrderId,
      lines: [{ sku: 'BELL', quantity: '2' }],
      reason: 'Damaged',
    });
    expect(returned.status).toBeLessThan(300);
    await world.settle();
    expect(await stockOf('BELL')).toEqual(['2', '0']);
    const [invoice] = await dataOf(`/finance/invoices?salesOrderId=${salesOrderId}`);
    const notes = await dataOf(`/finance/credit-notes?salesOrderId=${salesOrderId}`);
    expect(notes.map(({ net }) => net)).toEqual([{ amount: '19.80', currency: 'EUR' }]);
    const refund = await shop.tenant.post('/finance/refunds', { invoiceId: invoice?.id, amount: notes[0]?.total });
    expect(refund.status).toBe(201);
    const again = await shop.tenant.post('/finance/refunds', { invoiceId: invoice?.id, amount: notes[0]?.total });
    expect(again.status).toBe(422);
  });

  it('a cancel that arrives before its confirmation is handled leaves nothing reserved', async () => {
    await putInStock(shop.tenant, [['BELL', '5', '3.00']]);
    const { salesOrderId } = await win(shop, [['BELL', '5']]);
    // Deliver the win only, cancel, and then let everything else arrive newest first.
    await world.settle({ pick: () => 0.999999 });
    await shop.tenant.post(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Too slow' });
    await world.settle({ pick: () => 0.999999, copies: 2 });
    expect(await stockOf('BELL')).toEqual(['5', '0']);
  });
});
