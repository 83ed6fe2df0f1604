import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { orderProgress } from '../../../domain/sales/index.ts';
import { salesModule } from '../../../domain/sales/module.ts';
import { passesLimit } from '../../../domain/sales/new-order.ts';
import { addExposure, creditOf, exposureIn } from '../../../domain/sales/parts/account-exposure.ts';
import { eventsFunction } from '../../../shared/events/events-function.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { type Desk, eur, faultsOf, openDesk } from '../finance/desk.ts';

vi.mock('../../../domain/modules.ts', () => import('../finance/only-sales-and-finance.ts'));

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk({ creditLimitMinor: 119_000 });
});
afterEach(async () => {
  expect(await faultsOf(desk)).toEqual([]);
  desk.world.close();
});

const orderOf = async (orderId: string) => (await desk.tenant.get(`/sales/orders/${orderId}`)).body;
const exposure = async () => (await desk.tenant.get(`/sales/accounts/${desk.accountId}/credit`)).body.exposure.amount;

describe('an order of a won opportunity', () => {
  it('is made exactly once, however often the win is told (L10)', async () => {
    const orderId = await desk.win([['BIKE', '1', '100.00']]);
    await desk.world.redeliver(desk.tenant, { copies: 3 });
    const { body } = await desk.tenant.get('/sales/orders');
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([orderId]);
    expect(body.data[0]).toMatchObject({
      number: 'SO-2026-00001',
      status: 'to_deliver_and_bill',
      total: eur('119.00'),
      lines: [{ sku: 'BIKE', supply: 'waiting', taxRate: '19' }],
    });
    expect(desk.tenant.events('sales.order.confirmed')).toHaveLength(1);
    const byOpportunity = await desk.tenant.get(`/sales/orders?opportunityId=${body.data[0].opportunityId}`);
    expect(byOpportunity.body.data).toHaveLength(1);
    const [won, confirmed] = [
      desk.tenant.events('crm.opportunity.won')[0],
      desk.tenant.events('sales.order.confirmed')[0],
    ];
    expect(confirmed).toMatchObject({ correlationId: won?.correlationId, causationId: won?.id });
  });

  it('of 20 won at once just as many are confirmed as the limit bears, and the rest is held (O5)', async () => {
    for (let count = 0; count < 20; count += 1) await desk.win([['BIKE', '1', '100.00']], { settle: false });
    const handle = eventsFunction(salesModule, desk.world.runtime);
    const answers = await Promise.all(
      desk.tenant
        .events('crm.opportunity.won')
        .map((envelope) =>
          handle({ Records: [{ messageId: envelope.id, body: JSON.stringify({ detail: envelope }) }] }),
        ),
    );
    expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
    const { body } = await desk.tenant.get('/sales/orders?limit=50');
    const states = body.data.map(({ status }: { status: string }) => status);
    expect(states.filter((status: string) => status === 'to_deliver_and_bill')).toHaveLength(10);
    expect(states.filter((status: string) => status === 'on_hold')).toHaveLength(10);
    expect(await exposure()).toBe('1190.00');
    const numbers = new Set(body.data.map(({ number }: { number: string }) => number));
    expect(numbers.size).toBe(20);
    await desk.world.settle();
  });

  it('the limit stands in the write itself: of 20 additions at once just those pass that fit', async () => {
    await commit(desk.tenant.context(), async (work) => addExposure(work, desk.accountId, undefined, 0, null));
    const allHaveRead = Promise.withResolvers<void>();
    let reads = 0;
    const add = () =>
      commit(desk.tenant.context(), async (work) => {
        const credit = await creditOf(work, desk.accountId);
        reads += 1;
        if (reads === 20) allHaveRead.resolve();
        await allHaveRead.promise;
        if (passesLimit(11_900, exposureIn(credit), 119_000)) return 'held';
        addExposure(work, desk.accountId, credit, 11_900, 119_000);
        return 'passed';
      });
    const results = await Promise.all(Array.from({ length: 20 }, add));
    expect(results.filter((result) => result === 'passed')).toHaveLength(10);
    expect(await exposure()).toBe('1190.00');
  });

  it('is held past the limit, says so, and goes on once a person with the right releases it', async () => {
    const orderId = await desk.win([['BIKE', '11', '100.00']]);
    expect(await orderOf(orderId)).toMatchObject({ status: 'on_hold', holdReason: 'credit_limit' });
    expect(desk.tenant.events('sales.order.held')[0]?.data).toMatchObject({
      reason: 'credit_limit',
      creditLimit: eur('1190.00'),
      exposure: eur('0.00'),
    });
    expect(await exposure()).toBe('0.00');
    const clerk = await desk.tenant.as(['sales']).post(`/sales/orders/${orderId}/release`);
    expect(clerk.status).toBe(403);
    expect((await orderOf(orderId)).status).toBe('on_hold');
    const released = await desk.tenant.as(['finance']).post(`/sales/orders/${orderId}/release`);
    expect(released.body).toMatchObject({ status: 'to_deliver_and_bill', holdReason: null });
    expect(desk.tenant.events('sales.order.confirmed')).toHaveLength(1);
    expect(await exposure()).toBe('1309.00');
    const again = await desk.tenant.post(`/sales/orders/${orderId}/release`);
    expect([again.status, again.body.code]).toEqual([409, 'sales.order.illegal_transition']);
  });

  it('frees its credit when it is cancelled, paid or credited', async () => {
    const first = await desk.win([['BIKE', '10', '100.00']]);
    expect((await orderOf(await desk.win([['BELL', '1', '1.00']]))).status).toBe('on_hold');
    await desk.tenant.post(`/sales/orders/${first}/cancel`, { reason: 'Changed mind' });
    expect(await exposure()).toBe('0.00');
    const second = await desk.win([['BIKE', '10', '100.00']]);
    await desk.dispatch(second, [['line_1', '10']]);
    await desk.world.settle();
    expect(await exposure()).toBe('1190.00');
    const [invoice] = (await desk.tenant.get(`/finance/invoices?salesOrderId=${second}`)).body.data;
    await desk.tenant.post('/finance/payments', { invoiceId: invoice.id, amount: eur('1000.00') });
    await desk.tenant.post(`/finance/invoices/${invoice.id}/credit`, { reason: 'Late', amount: eur('90.00') });
    await desk.world.settle();
    expect(await exposure()).toBe('100.00');
    expect((await orderOf(await desk.win([['BELL', '1', '1.00']]))).status).toBe('to_deliver_and_bill');
  });
});

describe('ending an order', () => {
  it('before anything left cancels it; again is refused and nothing changes', async () => {
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    expect((await desk.tenant.post(`/sales/orders/${orderId}/cancel`)).body.status).toBe('cancelled');
    const before = await orderOf(orderId);
    for (const verb of ['cancel', 'close', 'release', 'fulfil']) {
      expect([verb, (await desk.tenant.post(`/sales/orders/${orderId}/${verb}`)).status]).toEqual([verb, 409]);
    }
    expect(await orderOf(orderId)).toEqual(before);
    expect(desk.tenant.events('sales.order.cancelled')).toHaveLength(1);
  });

  it('after a part has left closes the rest, which settles once the part is paid', async () => {
    const orderId = await desk.win([['BIKE', '5', '100.00']]);
    await desk.dispatch(orderId, [['line_1', '2']]);
    await desk.world.settle();
    const closed = await desk.tenant.post(`/sales/orders/${orderId}/cancel`, { reason: 'Enough' });
    expect(closed.body).toMatchObject({ status: 'closed', endReason: 'Enough', lines: [{ open: '0' }] });
    expect(desk.tenant.events('sales.order.closed')[0]?.data).toMatchObject({
      remainder: [{ lineId: 'line_1', quantity: '3' }],
    });
    expect(await exposure()).toBe('238.00');
    const [invoice] = (await desk.tenant.get(`/finance/invoices?salesOrderId=${orderId}`)).body.data;
    await desk.tenant.post('/finance/payments', { invoiceId: invoice.id, amount: eur('238.00') });
    await desk.world.settle();
    expect(desk.tenant.events('sales.order.settled')).toHaveLength(1);
    expect(desk.tenant.events('sales.order.completed')).toHaveLength(0);
    expect(await exposure()).toBe('0.00');
  });

  it('while goods are on their way out bills what has left', async () => {
    const orderId = await desk.win([['BIKE', '5', '100.00']]);
    await desk.dispatch(orderId, [['line_1', '2']]);
    expect((await desk.tenant.post(`/sales/orders/${orderId}/cancel`)).body.status).toBe('cancelled');
    await desk.world.settle();
    expect(await orderOf(orderId)).toMatchObject({
      status: 'closed',
      billed: eur('238.00'),
      lines: [{ delivered: '2' }],
    });
  });

  it('under a version that is not the order’s is refused with 412', async () => {
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    const stale = await desk.tenant.post(`/sales/orders/${orderId}/cancel`, {}, { ifMatch: 9 });
    expect(stale.status).toBe(412);
    expect((await orderOf(orderId)).status).toBe('to_deliver_and_bill');
  });

  it('of another tenant is not found', async () => {
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    const stranger = await desk.world.tenant();
    for (const verb of ['cancel', 'close', 'release', 'fulfil']) {
      expect([verb, (await stranger.post(`/sales/orders/${orderId}/${verb}`)).status]).toEqual([verb, 404]);
    }
    expect((await orderOf(orderId)).status).toBe('to_deliver_and_bill');
  });
});

describe('an order’s progress', () => {
  it('is the same whatever order the events come in, and however often (I5)', async () => {
    const seen = new Set<string>();
    for (const seed of [1, 2, 3, 4, 5]) {
      const own = await openDesk();
      const orderId = await own.win([
        ['BIKE', '4', '100.00'],
        ['REPAIR', '2', '50.00'],
      ]);
      const shipmentId = await own.dispatch(orderId, [['line_1', '1']]);
      await own.dispatch(orderId, [['line_1', '3']]);
      await own.tenant.post(`/sales/orders/${orderId}/fulfil`);
      await own.deliver(orderId, shipmentId, [['line_1', '1']]);
      await own.giveBack(orderId, shipmentId, [['line_1', '1']]);
      let state = seed * 2_654_435_761;
      const pick = () => {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        return state / 2_147_483_648;
      };
      await own.world.settle({ pick, copies: 2 });
      const [first] = (await own.tenant.get('/finance/invoices?status=unpaid')).body.data;
      await own.tenant.post('/finance/payments', { invoiceId: first.id, amount: first.due });
      await own.world.settle({ pick, copies: 3 });
      await own.world.redeliver(own.tenant, { pick });
      const order = (await own.tenant.get(`/sales/orders/${orderId}`)).body;
      const {
        id: _i,
        opportunityId: _o,
        accountId: _a,
        version: _v,
        createdAt: _c,
        updatedAt: _u,
        completedAt: _d,
        ...rest
      } = order;
      const { correlationId: _r, paid: _p, due: _due, progress: _g, ...same } = rest;
      seen.add(JSON.stringify(same).replaceAll(/prd_\w+/g, 'prd'));
      expect(await faultsOf(own)).toEqual([]);
      expect(own.tenant.events('sales.order.completed')).toHaveLength(1);
      own.world.close();
    }
    expect([...seen]).toHaveLength(1);
  });

  it('is told to other modules by order', async () => {
    const orderId = await desk.win([['BIKE', '4', '100.00']]);
    await desk.dispatch(orderId, [['line_1', '3']]);
    await desk.world.settle();
    const progress = await orderProgress(desk.tenant.context(), [orderId, desk.newId('ord')]);
    expect([...progress.keys()]).toEqual([orderId]);
    expect(progress.get(orderId)).toMatchObject({
      status: 'to_deliver_and_bill',
      percent: { delivered: 75, billed: 75, paid: 0 },
      billedMinor: 35_700,
      dueMinor: 35_700,
    });
  });
});
