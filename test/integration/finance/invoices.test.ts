import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkBooks } from '../../harness/books.ts';
import { balanceOf, type Desk, eur, faultsOf, openDesk } from './desk.ts';

vi.mock('../../../domain/modules.ts', () => import('./only-sales-and-finance.ts'));

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  expect(await faultsOf(desk)).toEqual([]);
  expect(checkBooks(desk.world.items()).filter((fault) => !/orders$/.test(fault))).toEqual([]);
  desk.world.close();
});

const invoicesOf = async (orderId: string) =>
  (await desk.tenant.get(`/finance/invoices?salesOrderId=${orderId}`)).body.data;

describe('an invoice', () => {
  it('follows from each shipment, at the order’s prices and taxes, and the parts add up to the order', async () => {
    const orderId = await desk.win([
      ['BIKE', '3', '33.335'],
      ['MANUAL', '1', '10.00'],
    ]);
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.dispatch(orderId, [
      ['line_1', '1'],
      ['line_2', '1'],
    ]);
    await desk.world.settle();
    const [third, second, first] = await invoicesOf(orderId);
    expect([first.number, second.number, third.number]).toEqual(['INV-2026-00001', 'INV-2026-00002', 'INV-2026-00003']);
    expect(first).toMatchObject({
      net: eur('33.34'),
      tax: eur('6.33'),
      status: 'unpaid',
      issuedOn: '2026-03-02',
      dueOn: '2026-04-01',
    });
    // Of 100.01 in thirds the second takes 33.33, so that the three add up.
    expect(second).toMatchObject({ net: eur('33.33'), tax: eur('6.34') });
    expect(third).toMatchObject({ net: eur('43.34'), tax: eur('7.03'), total: eur('50.37') });
    const order = (await desk.tenant.get(`/sales/orders/${orderId}`)).body;
    expect(order).toMatchObject({ net: eur('110.01'), tax: eur('19.70'), billed: eur('129.71'), status: 'completed' });
    expect(await balanceOf(desk, '1100')).toBe('129.71');
    expect(await balanceOf(desk, '4000')).toBe('-110.01');
    expect(await balanceOf(desk, '2100')).toBe('-19.70');
  });

  it('20 at once get 20 numbers without a gap, and nobody sees a 503 (F7)', async () => {
    const orders: string[] = [];
    for (let count = 0; count < 20; count += 1) orders.push(await desk.win([['BIKE', '1', '100']], { settle: false }));
    await desk.world.settle();
    await Promise.all(orders.map((orderId) => desk.dispatch(orderId, [['line_1', '1']])));
    await settleAtOnce(desk);
    const { body } = await desk.tenant.get('/finance/invoices?limit=50');
    const numbers = body.data.map(({ number }: { number: string }) => number).sort();
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => `INV-2026-${String(index + 1).padStart(5, '0')}`));
  });

  it('of fulfilled services goes to service revenue', async () => {
    const orderId = await desk.win([['REPAIR', '4', '50.00']]);
    const fulfilled = await desk.tenant.post(`/sales/orders/${orderId}/fulfil`, {
      lines: [{ lineId: 'line_1', quantity: '1.5' }],
    });
    expect(fulfilled.status).toBe(200);
    await desk.tenant.post(`/sales/orders/${orderId}/fulfil`);
    await desk.world.settle();
    const invoices = await invoicesOf(orderId);
    expect(invoices.map(({ net }: { net: unknown }) => net)).toEqual([eur('125.00'), eur('75.00')]);
    expect(await balanceOf(desk, '4100')).toBe('-200.00');
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body.status).toBe('completed');
  });

  it('of another tenant is not found, in the words of an id that does not exist', async () => {
    const orderId = await desk.win([['BIKE', '1', '100']]);
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.world.settle();
    const [{ id }] = await invoicesOf(orderId);
    const stranger = await desk.world.tenant();
    const foreign = await stranger.get(`/finance/invoices/${id}`);
    const absent = await stranger.get(`/finance/invoices/${desk.newId('inv')}`);
    expect([foreign.status, foreign.body.code, foreign.body.detail]).toEqual([
      404,
      absent.body.code,
      absent.body.detail,
    ]);
    const paid = await stranger.post('/finance/payments', { invoiceId: id, amount: eur('1.00') });
    expect([paid.status, paid.body.code]).toEqual([422, 'unknown_invoice']);
  });

  it('is listed by account and status, and overdue once its day has passed', async () => {
    const orderId = await desk.win([['BIKE', '1', '100']]);
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.world.settle();
    const list = async (status: string) =>
      (await desk.tenant.get(`/finance/invoices?accountId=${desk.accountId}&status=${status}`)).body.data.length;
    expect([await list('unpaid'), await list('overdue')]).toEqual([1, 0]);
    desk.world.clock.advance(31 * 86_400_000);
    expect([await list('unpaid'), await list('overdue')]).toEqual([0, 1]);
    const ageing = (await desk.tenant.get('/finance/ageing')).body;
    expect(ageing.totals).toMatchObject({ days1To30: eur('119.00'), notDue: eur('0.00') });
  });
});

describe('a large order', () => {
  it('of 300 lines is billed, paid and settled in commits that hold', async () => {
    const lines = Array.from({ length: 300 }, (): readonly [string, string, string] => ['BELL', '3', '0.333']);
    const orderId = await desk.win(lines);
    await desk.dispatch(
      orderId,
      lines.map((_, index) => [`line_${index + 1}`, '3']),
    );
    await desk.world.settle();
    const [invoice] = await invoicesOf(orderId);
    expect(invoice).toMatchObject({ net: eur('300.00'), tax: eur('57.00') });
    await desk.tenant.post('/finance/payments', { invoiceId: invoice.id, amount: eur('357.00') });
    await desk.world.settle();
    expect(desk.tenant.events('sales.order.settled')).toHaveLength(1);
    const sizes = desk.world.items().map((item) => JSON.stringify(item).length);
    expect(Math.max(...sizes)).toBeLessThan(200_000);
  });
});

describe('billing on delivery', () => {
  beforeEach(async () => {
    desk.world.close();
    desk = await openDesk({ invoicingPolicy: 'delivered' });
  });

  it('bills nothing until the goods have arrived', async () => {
    const orderId = await desk.win([['BIKE', '2', '100']]);
    const shipmentId = await desk.dispatch(orderId, [['line_1', '2']]);
    await desk.world.settle();
    expect(await invoicesOf(orderId)).toEqual([]);
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body.status).toBe('to_bill');
    await desk.deliver(orderId, shipmentId, [['line_1', '2']]);
    await desk.world.settle();
    expect((await invoicesOf(orderId))[0]).toMatchObject({ net: eur('200.00') });
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body.status).toBe('completed');
  });

  it('leaves out what came back before it arrived, and the order completes all the same', async () => {
    const orderId = await desk.win([['BIKE', '2', '100']]);
    const shipmentId = await desk.dispatch(orderId, [['line_1', '2']]);
    await desk.giveBack(orderId, shipmentId, [['line_1', '1']]);
    await desk.deliver(orderId, shipmentId, [['line_1', '2']]);
    await desk.world.settle();
    expect((await invoicesOf(orderId))[0]).toMatchObject({ net: eur('100.00') });
    const order = (await desk.tenant.get(`/sales/orders/${orderId}`)).body;
    expect(order).toMatchObject({ status: 'completed', lines: [{ delivered: '2', returned: '1', billed: '1' }] });
  });

  it('of goods that all came back bills nothing, whether they are said to have arrived or not', async () => {
    const orderId = await desk.win([['BIKE', '2', '100']]);
    const shipmentId = await desk.dispatch(orderId, [['line_1', '2']]);
    await desk.giveBack(orderId, shipmentId, [['line_1', '2']]);
    await desk.world.settle();
    expect(await invoicesOf(orderId)).toEqual([]);
    const order = (await desk.tenant.get(`/sales/orders/${orderId}`)).body;
    expect(order.state).toBe('completed');
    expect(order.settledAt).not.toBeNull();
    await desk.deliver(orderId, shipmentId, [['line_1', '2']]);
    await desk.world.settle();
    expect(await invoicesOf(orderId)).toEqual([]);
  });
});

/** Delivers all waiting events at the same time, as many functions would. */
async function settleAtOnce({ world, tenant }: Desk): Promise<void> {
  const { financeModule } = await import('../../../domain/finance/module.ts');
  const { eventsFunction } = await import('../../../shared/events/events-function.ts');
  const handle = eventsFunction(financeModule, world.runtime);
  const answers = await Promise.all(
    tenant
      .events('logistics.shipment.dispatched')
      .map((envelope) => handle({ Records: [{ messageId: envelope.id, body: JSON.stringify({ detail: envelope }) }] })),
  );
  expect(answers.flatMap(({ batchItemFailures }) => batchItemFailures)).toEqual([]);
  await world.settle();
}
