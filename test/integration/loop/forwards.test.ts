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

describe('the loop', () => {
  it('S: one stocked line goes from won to paid and closes on the customer', async () => {
    await putInStock(shop.tenant, [['BELL', '10', '3.00']]);
    const { salesOrderId, correlationId, opportunityId } = await win(shop, [['BELL', '2']]);
    await playOut(world, shop.tenant, salesOrderId);
    const order = await shop.tenant.get(`/sales/orders/${salesOrderId}`);
    expect(order.body).toMatchObject({ state: 'completed', status: 'completed' });
    const loop = await shop.tenant.get(`/loops/${correlationId}`);
    expect(loop.body.state).toBe('closed');
    expect(loop.body.steps.map(({ step, state }: { step: string; state: string }) => [step, state])).toEqual([
      ['won', 'done'],
      ['ordered', 'done'],
      ['reserved', 'done'],
      ['planned', 'not_needed'],
      ['supplied', 'not_needed'],
      ['shipped', 'done'],
      ['invoiced', 'done'],
      ['paid', 'done'],
      ['closed', 'done'],
    ]);
    const account = await shop.tenant.get(`/crm/accounts/${shop.accountId}`);
    expect(account.body.lifetimeValue).toEqual({ amount: '19.80', currency: 'EUR' });
    expect(account.body.realisedMargin).toEqual({ amount: '13.80', currency: 'EUR' });
    const found = await shop.tenant.get(`/loops?document=${opportunityId}`);
    expect(found.body.correlationId).toBe(correlationId);
  });

  it('T: a made product of stocked components is produced on two levels, shipped, invoiced, paid', async () => {
    await putInStock(shop.tenant, [
      ['FRAME', '10', '80.00'],
      ['RIM', '20', '15.00'],
      ['SPOKE', '1000', '0.20'],
    ]);
    const { salesOrderId, correlationId } = await win(shop, [['BIKE', '2']]);
    await playOut(world, shop.tenant, salesOrderId);
    const orders = await shop.tenant.get(`/production/orders?salesOrderId=${salesOrderId}`);
    expect(orders.body.data.map(({ sku, state }: { sku: string; state: string }) => `${sku} ${state}`).sort()).toEqual([
      'BIKE completed',
      'WHEEL completed',
    ]);
    const invoices = await shop.tenant.get(`/finance/invoices?salesOrderId=${salesOrderId}`);
    expect(invoices.body.data).toHaveLength(1);
    expect(invoices.body.data[0]).toMatchObject({ status: 'paid', net: { amount: '1000.00' } });
    expect((await shop.tenant.get(`/loops/${correlationId}`)).body.state).toBe('closed');
    // Two frames 160, four wheels of 15 + 6.40 + 12 conversion, two hours of assembly at 36: the cost of goods sold.
    const loop = await shop.tenant.get(`/loops/${correlationId}`);
    const closed = loop.body.steps.at(-1).events[0].data;
    expect(closed.revenue.amount).toBe('1000.00');
    expect(closed.realisedMargin.amount).toBe((1000 - (160 + 4 * (15 + 6.4 + 12) + 72)).toFixed(2));
  });

  it('M: what no stock and no component covers is bought and made, and ships when it is there', async () => {
    await putInStock(shop.tenant, [
      ['FRAME', '1', '80.00'],
      ['BELL', '1', '3.00'],
    ]);
    const { salesOrderId, correlationId } = await win(shop, [
      ['BIKE', '2'],
      ['BELL', '1'],
      ['FITTING', '1'],
    ]);
    await playOut(world, shop.tenant, salesOrderId);
    const shipments = await shop.tenant.get(`/logistics/shipments?salesOrderId=${salesOrderId}`);
    expect(shipments.body.data).toHaveLength(2);
    expect(shipments.body.data.every(({ state }: { state: string }) => state === 'delivered')).toBe(true);
    expect((await shop.tenant.get(`/sales/orders/${salesOrderId}`)).body.status).toBe('completed');
    const loop = await shop.tenant.get(`/loops/${correlationId}`);
    expect(loop.body.state).toBe('closed');
    expect(loop.body.waiting.filter(({ kind }: { kind: string }) => kind !== 'crm.task')).toEqual([]);
  });

  it('L10: a second won opportunity of the same account works', async () => {
    await putInStock(shop.tenant, [['BELL', '10', '3.00']]);
    const first = await win(shop, [['BELL', '1']]);
    const second = await win(shop, [['BELL', '3']]);
    expect(second.salesOrderId).not.toBe(first.salesOrderId);
    await playOut(world, shop.tenant, first.salesOrderId);
    await playOut(world, shop.tenant, second.salesOrderId);
    const account = await shop.tenant.get(`/crm/accounts/${shop.accountId}`);
    expect(account.body.lifetimeValue.amount).toBe('39.60');
  });

  it('tells, while it runs, what waits for whom', async () => {
    await putInStock(shop.tenant, [['BELL', '1', '3.00']]);
    const { correlationId } = await win(shop, [['BELL', '1']]);
    await world.settle();
    const loop = await shop.tenant.get(`/loops/${correlationId}`);
    expect(loop.body.state).toBe('waiting');
    expect(loop.body.waiting).toEqual([
      expect.objectContaining({ kind: 'logistics.shipment', heldBy: expect.any(String), reason: expect.any(String) }),
    ]);
  });
});

describe('I5: events that come twice, late and in another order', () => {
  const endState = async (settle: { pick?: () => number; copies?: number }) => {
    const other = await createWorld({ seed: 'same' });
    const its = await openShop(await other.tenant());
    await putInStock(its.tenant, [
      ['FRAME', '1', '80.00'],
      ['BELL', '2', '3.00'],
    ]);
    const { salesOrderId } = await win(its, [
      ['BIKE', '1'],
      ['BELL', '2'],
      ['FITTING', '1'],
    ]);
    await playOut(other, its.tenant, salesOrderId, settle);
    await other.redeliver(its.tenant, settle);
    const faults = checkBooks(other.items());
    const order = (await its.tenant.get(`/sales/orders/${salesOrderId}`)).body;
    const stock = (await its.tenant.get('/inventory/stock')).body.data;
    const balance = (await its.tenant.get('/finance/trial-balance')).body.accounts;
    const account = (await its.tenant.get(`/crm/accounts/${its.accountId}`)).body;
    other.close();
    return {
      faults,
      order: [
        order.status,
        order.lines.map((line: Record<string, unknown>) => [line.sku, line.delivered, line.billed, line.cost]),
      ],
      stock: stock
        .map(({ sku, onHand, reserved, value }: Record<string, unknown>) =>
          JSON.stringify([sku, onHand, reserved, value]),
        )
        .sort(),
      balance: balance.map(({ code, debit, credit }: Record<string, unknown>) => [code, debit, credit]),
      account: [account.lifetimeValue, account.realisedMargin],
    };
  };
  it.each([1, 2, 3, 4, 5, 6])('give the same end state (seed %i)', async (seed) => {
    let state = seed * 7919;
    const pick = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const calm = await endState({});
    expect(calm.faults).toEqual([]);
    expect(await endState({ pick, copies: 1 + (seed % 3) })).toEqual(calm);
  });
});
