import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freeDeposit } from '../../../domain/finance/reactions/free-deposit.ts';
import { invoiceFromShipment } from '../../../domain/finance/reactions/invoice-from-shipment.ts';
import type { Records } from '../../../shared/table/records.ts';
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

const pay = (body: Record<string, unknown>, key?: string) =>
  desk.tenant.post('/finance/payments', body, key === undefined ? {} : { key });
const invoiceOf = async (orderId: string) =>
  (await desk.tenant.get(`/finance/invoices?salesOrderId=${orderId}`)).body.data[0];

/** An order of two bicycles, dispatched and invoiced: 238.00 with tax. */
async function billed() {
  const orderId = await desk.win([['BIKE', '2', '100.00']]);
  const shipmentId = await desk.dispatch(orderId, [['line_1', '2']]);
  await desk.world.settle();
  return { orderId, shipmentId, invoice: await invoiceOf(orderId) };
}

describe('a payment', () => {
  it('in part leaves the rest due; the last part settles invoice and order, once (F5)', async () => {
    const { orderId, invoice } = await billed();
    expect((await pay({ invoiceId: invoice.id, amount: eur('100.00') })).body).toMatchObject({
      number: 'PAY-2026-00001',
      allocated: eur('100.00'),
      advance: eur('0.00'),
    });
    expect(await invoiceOf(orderId)).toMatchObject({ status: 'partly_paid', due: eur('138.00') });
    await pay({ invoiceId: invoice.id, amount: eur('138.00') });
    await desk.world.settle({ copies: 2 });
    expect(await invoiceOf(orderId)).toMatchObject({ status: 'paid', due: eur('0.00') });
    expect(desk.tenant.events('finance.invoice.paid')).toHaveLength(1);
    expect(desk.tenant.events('sales.order.completed')).toHaveLength(1);
    const [settled] = desk.tenant.events('sales.order.settled');
    expect(desk.tenant.events('sales.order.settled')).toHaveLength(1);
    expect(settled?.data).toMatchObject({ revenue: eur('200.00'), cost: eur('5.00'), paid: eur('238.00') });
    const { body } = await desk.tenant.get(`/finance/payments?invoiceId=${invoice.id}`);
    expect(body.data.map(({ amount }: { amount: unknown }) => amount)).toEqual([eur('138.00'), eur('100.00')]);
  });

  it('over what is due keeps the rest as an advance, which clears the next invoice or goes back (F5)', async () => {
    const first = await billed();
    const answer = await pay({ invoiceId: first.invoice.id, amount: eur('300.00') });
    expect(answer.body).toMatchObject({ allocated: eur('238.00'), advance: eur('62.00') });
    expect(await balanceOf(desk, '2200')).toBe('-62.00');
    const second = await billed();
    const allocated = await desk.tenant.post(`/finance/invoices/${second.invoice.id}/allocate`, {
      amount: eur('50.00'),
    });
    expect(allocated.body).toMatchObject({ status: 'partly_paid', due: eur('188.00') });
    const more = await desk.tenant.post(`/finance/invoices/${second.invoice.id}/allocate`, { amount: eur('12.01') });
    expect([more.status, more.body.errors[0].code]).toEqual([422, 'exceeds_advance']);
    const back = await desk.tenant.post('/finance/refunds', { accountId: desk.accountId, amount: eur('12.00') });
    expect(back.status).toBe(201);
    const again = await desk.tenant.post('/finance/refunds', { accountId: desk.accountId, amount: eur('0.01') });
    expect([again.status, again.body.errors[0].code]).toEqual([422, 'finance.refund.exceeds_refundable']);
    expect(await balanceOf(desk, '2200')).toBe('0.00');
    await desk.world.settle();
    expect((await desk.tenant.get(`/sales/orders/${second.orderId}`)).body).toMatchObject({
      paid: eur('50.00'),
      due: eur('188.00'),
    });
  });

  it('that arrives twice is recorded once: by the same key, or by the bank’s reference (F6)', async () => {
    const { invoice } = await billed();
    const body = { invoiceId: invoice.id, amount: eur('50.00'), reference: 'E2E-1' };
    const [a, b] = await Promise.all([pay(body, 'key-1'), pay(body, 'key-1')]);
    expect([a?.status, b?.status, a?.body.id]).toEqual([201, 201, b?.body.id]);
    const other = await pay({ ...body, amount: eur('51.00') }, 'key-1');
    expect([other.status, other.body.code]).toEqual([422, 'idempotency.key_reused']);
    const callback = await pay(body, 'key-2');
    expect([callback.status, callback.body.code]).toEqual([409, 'finance.payment.duplicate_reference']);
    expect((await desk.tenant.get('/finance/payments')).body.data).toHaveLength(1);
    expect(await balanceOf(desk, '1000')).toBe('50.00');
  });

  it.each<[what: string, code: string, pointer: string, body: Record<string, unknown>]>([
    ['another currency', 'currency_mismatch', '/amount/currency', { amount: { amount: '5.00', currency: 'USD' } }],
    ['more decimals than cents', 'too_many_decimals', '/amount/amount', { amount: eur('5.001') }],
    ['zero', 'custom', '/amount/amount', { amount: eur('0.00') }],
    ['a negative amount', 'custom', '/amount/amount', { amount: eur('-5.00') }],
    ['a number for an amount', 'invalid_type', '/amount', { amount: 5 }],
    ['a day to come', 'in_the_future', '/receivedOn', { amount: eur('5.00'), receivedOn: '2026-03-03' }],
    ['an unknown field', 'unknown_field', '/tip', { amount: eur('5.00'), tip: 1 }],
    ['two targets', 'custom', '/invoiceId', { amount: eur('5.00'), accountId: 'acc_01k9zj7m3b8x0g4c5d6e7f8g9h' }],
    ['an unknown method', 'invalid_value', '/method', { amount: eur('5.00'), method: 'barter' }],
  ])('of %s is refused with %s at %s, and nothing changes', async (_what, code, pointer, body) => {
    const { invoice } = await billed();
    const answer = await pay({ invoiceId: invoice.id, ...body });
    expect([answer.status, answer.body.errors[0].code, answer.body.errors[0].pointer]).toEqual([422, code, pointer]);
    expect((await desk.tenant.get('/finance/payments')).body.data).toEqual([]);
    expect(await balanceOf(desk, '1000')).toBe('0.00');
  });

  it('needs the right to receive it', async () => {
    const { invoice } = await billed();
    const answer = await desk.tenant
      .as(['sales'])
      .post('/finance/payments', { invoiceId: invoice.id, amount: eur('5.00') });
    expect(answer.status).toBe(403);
    expect((await desk.tenant.get('/finance/payments')).body.data).toEqual([]);
  });
});

describe('a deposit', () => {
  it('is deducted from the invoices of its order, first come first served', async () => {
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    const deposit = await pay({ salesOrderId: orderId, amount: eur('150.00'), method: 'card' });
    expect(deposit.body).toMatchObject({ deposit: eur('150.00'), allocated: eur('0.00') });
    await desk.world.settle();
    expect((await desk.tenant.get(`/sales/accounts/${desk.accountId}/credit`)).body.exposure).toEqual(eur('88.00'));
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.world.settle();
    const { data } = (await desk.tenant.get(`/finance/invoices?salesOrderId=${orderId}`)).body;
    expect(data.map(({ deposit: part, due, status }: Record<string, unknown>) => [part, due, status])).toEqual([
      [eur('31.00'), eur('88.00'), 'partly_paid'],
      [eur('119.00'), eur('0.00'), 'paid'],
    ]);
    await pay({ invoiceId: data[0].id, amount: eur('88.00') });
    await desk.world.settle();
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body).toMatchObject({
      paid: eur('238.00'),
      due: eur('0.00'),
    });
    expect(desk.tenant.events('sales.order.settled')).toHaveLength(1);
    expect(await balanceOf(desk, '2200')).toBe('0.00');
  });

  it('of a cancelled order becomes the customer’s advance, which can go back', async () => {
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    await pay({ salesOrderId: orderId, amount: eur('40.00') });
    await desk.tenant.post(`/sales/orders/${orderId}/cancel`);
    await desk.world.settle();
    const late = await pay({ salesOrderId: orderId, amount: eur('1.00') });
    expect([late.status, late.body.code]).toEqual([409, 'finance.payment.order_over']);
    const refund = await desk.tenant.post('/finance/refunds', { accountId: desk.accountId, amount: eur('40.00') });
    expect(refund.status).toBe(201);
    expect(await balanceOf(desk, '1000')).toBe('0.00');
    const billing = desk.world.items().find((item) => item.__edb_e__ === 'finance.billing');
    expect(billing).toMatchObject({ depositReceivedMinor: 4_000, depositFreedMinor: 4_000 });
  });

  it('beyond the order’s total becomes an advance with the last invoice', async () => {
    const orderId = await desk.win([['BIKE', '1', '100.00']]);
    await pay({ salesOrderId: orderId, amount: eur('200.00') });
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.world.settle();
    expect(await invoiceOf(orderId)).toMatchObject({ status: 'paid', deposit: eur('119.00') });
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body.settledAt).not.toBeNull();
    const refund = await desk.tenant.post('/finance/refunds', { accountId: desk.accountId, amount: eur('81.00') });
    expect(refund.status).toBe(201);
  });
});

describe('a deposit of an order that ends otherwise than it began', () => {
  it('is the account’s again where all goods come back before they are billed on delivery', async () => {
    await desk.world.close();
    desk = await openDesk({ invoicingPolicy: 'delivered' });
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    await pay({ salesOrderId: orderId, amount: eur('50.00') });
    const shipmentId = await desk.dispatch(orderId, [['line_1', '2']]);
    await desk.world.settle();
    await desk.giveBack(orderId, shipmentId, [['line_1', '2']]);
    await desk.world.settle();
    const back = await desk.tenant.post('/finance/refunds', { accountId: desk.accountId, amount: eur('50.00') });
    expect(back.status).toBe(201);
    const order = (await desk.tenant.get(`/sales/orders/${orderId}`)).body;
    expect(order).toMatchObject({ paid: eur('0.00'), due: eur('0.00') });
    expect(order.settledAt).not.toBeNull();
    expect((await desk.tenant.get(`/sales/accounts/${desk.accountId}/credit`)).body.exposure).toEqual(eur('0.00'));
  });

  it('counts as paid only as far as an invoice took it, once the rest of the order is closed', async () => {
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    await pay({ salesOrderId: orderId, amount: eur('200.00') });
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.world.settle();
    await desk.tenant.post(`/sales/orders/${orderId}/close`);
    await desk.world.settle({ copies: 2 });
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body).toMatchObject({ paid: eur('119.00') });
    expect(desk.tenant.events('finance.deposit.freed').map(({ data }) => data)).toEqual([
      { salesOrderId: orderId, accountId: desk.accountId, amount: eur('81.00') },
    ]);
  });

  it('is freed also where the order is closed between reading it and issuing its invoice', async () => {
    const orderId = await desk.win([['BIKE', '2', '100.00']]);
    await pay({ salesOrderId: orderId, amount: eur('200.00') });
    await desk.world.settle();
    await desk.dispatch(orderId, [['line_1', '1']]);
    await desk.world.settle({ most: 1 });
    const [event] = desk.tenant.events('logistics.shipment.dispatched');
    const context = desk.tenant.context();
    let raced = false;
    const get: Records['get'] = async (entity, key) => {
      const found = await context.records.get(entity, key);
      if (!raced && entity.name === 'finance.billing') {
        raced = true;
        expect((await desk.tenant.post(`/sales/orders/${orderId}/close`)).status).toBe(200);
        const [closed] = desk.tenant.events('sales.order.closed');
        await freeDeposit(desk.tenant.context(), { ...closed, data: { orderId } } as Parameters<typeof freeDeposit>[1]);
      }
      return found;
    };
    await invoiceFromShipment(
      { ...context, records: { ...context.records, get } },
      event as Parameters<typeof invoiceFromShipment>[1],
    );
    await desk.world.settle();
    expect(desk.tenant.events('finance.deposit.freed').map(({ data }) => data)).toMatchObject([
      { amount: eur('81.00') },
    ]);
  });
});

describe('a credit note', () => {
  it('of an invoice of no money is issued once for its goods, and never empty', async () => {
    const orderId = await desk.win([['BIKE', '2', '0.00']]);
    await desk.dispatch(orderId, [['line_1', '2']]);
    await desk.world.settle();
    const credit = async () => desk.tenant.post(`/finance/invoices/${(await invoiceOf(orderId)).id}/credit`);
    expect((await credit()).status).toBe(201);
    const again = await credit();
    expect([again.status, again.body.code]).toEqual([409, 'finance.invoice.nothing_to_credit']);
    expect((await desk.tenant.get('/finance/credit-notes')).body.data).toHaveLength(1);
  });

  it('by hand, and the return of the goods after it, lower the account’s exposure once', async () => {
    const orderId = await desk.win([
      ['BIKE', '1', '100.00'],
      ['BELL', '1', '10.00'],
    ]);
    const lines: [string, string][] = [
      ['line_1', '1'],
      ['line_2', '1'],
    ];
    const shipmentId = await desk.dispatch(orderId, lines);
    await desk.world.settle();
    const credited = { lines: [{ lineId: 'line_1', quantity: '1' }] };
    await desk.tenant.post(`/finance/invoices/${(await invoiceOf(orderId)).id}/credit`, credited);
    await desk.giveBack(orderId, shipmentId, [['line_1', '1']]);
    await desk.world.settle();
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body).toMatchObject({ due: eur('11.90') });
    expect((await desk.tenant.get(`/sales/accounts/${desk.accountId}/credit`)).body.exposure).toEqual(eur('11.90'));
  });

  it('of a return is at the invoice’s own rate, lowers what is due, and what was paid can go back', async () => {
    const { orderId, shipmentId, invoice } = await billed();
    await pay({ invoiceId: invoice.id, amount: eur('200.00') });
    await desk.giveBack(orderId, shipmentId, [['line_1', '1']]);
    await desk.world.settle({ copies: 2 });
    const [note] = (await desk.tenant.get(`/finance/credit-notes?salesOrderId=${orderId}`)).body.data;
    expect(note).toMatchObject({
      number: 'CN-2026-00001',
      total: eur('119.00'),
      settled: eur('38.00'),
      reason: 'Too small',
    });
    expect(await invoiceOf(orderId)).toMatchObject({
      status: 'paid',
      refundable: eur('81.00'),
      credited: eur('119.00'),
    });
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body.settledAt).toBeNull();
    const much = await desk.tenant.post('/finance/refunds', { invoiceId: invoice.id, amount: eur('81.01') });
    expect([much.status, much.body.errors[0].pointer]).toEqual([422, '/amount']);
    const refund = await desk.tenant.post('/finance/refunds', { invoiceId: invoice.id, amount: eur('81.00') });
    expect(refund.status).toBe(201);
    await desk.world.settle();
    const [settled] = desk.tenant.events('sales.order.settled');
    expect(settled?.data).toMatchObject({ revenue: eur('100.00'), cost: eur('0.00'), paid: eur('119.00') });
    expect(await balanceOf(desk, '1100')).toBe('0.00');
  });

  it('never takes back more than the invoice, by quantity, by amount or by both (F4)', async () => {
    const { invoice } = await billed();
    const credit = (body: Record<string, unknown>) =>
      desk.tenant.post(`/finance/invoices/${invoice.id}/credit`, { reason: 'Goodwill', ...body });
    expect((await credit({ amount: eur('38.00') })).body.total).toEqual(eur('38.00'));
    const first = await credit({ lines: [{ lineId: 'line_1', quantity: '1' }] });
    expect(first.body.total).toEqual(eur('119.00'));
    const much = await credit({ lines: [{ lineId: 'line_1', quantity: '1.000001' }] });
    expect([much.status, much.body.errors[0].code]).toEqual([422, 'exceeds_invoice']);
    expect((await credit({ amount: eur('81.01') })).status).toBe(422);
    expect((await credit({})).body.total).toEqual(eur('81.00'));
    const again = await credit({});
    expect([again.status, again.body.code]).toEqual([409, 'finance.invoice.illegal_transition']);
    await desk.world.settle();
    const { body } = await desk.tenant.get(`/finance/invoices/${invoice.id}`);
    expect(body).toMatchObject({ state: 'credited', due: eur('0.00'), lines: [{ creditedQuantity: '2' }] });
    expect(await balanceOf(desk, '4000')).toBe('0.00');
    expect(desk.tenant.events('sales.order.settled')).toHaveLength(1);
  });

  it('of 10 at once credit the invoice once', async () => {
    const { invoice } = await billed();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        desk.tenant.post(`/finance/invoices/${invoice.id}/credit`, { reason: 'All of it' }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
    expect((await desk.tenant.get('/finance/credit-notes')).body.data).toHaveLength(1);
  });

  it('for goods that were credited before is not issued again, and the order settles', async () => {
    const { orderId, shipmentId, invoice } = await billed();
    await desk.tenant.post(`/finance/invoices/${invoice.id}/credit`, { reason: 'Lost in transit' });
    await desk.giveBack(orderId, shipmentId, [['line_1', '2']]);
    // The newest message first, so that sales hears of the return before it hears of the credit note.
    await desk.world.settle({ pick: () => 0.999 });
    expect((await desk.tenant.get('/finance/credit-notes')).body.data).toHaveLength(1);
    expect(desk.tenant.events('finance.invoice.withheld')).toHaveLength(1);
    expect((await desk.tenant.get(`/sales/orders/${orderId}`)).body.settledAt).not.toBeNull();
  });
});
