import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { financeModule } from '../../../domain/finance/module.ts';
import { salesModule } from '../../../domain/sales/module.ts';
import { type Desk, eur, openDesk } from '../finance/desk.ts';

vi.mock('../../../domain/modules.ts', () => import('../finance/only-sales-and-finance.ts'));

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk({ creditLimitMinor: 0 });
});
afterEach(() => desk.world.close());

it('tells of each document what it waits for and who holds it, until nothing is left', async () => {
  const story = async () => {
    const subjects = [...new Set(desk.tenant.events().map(({ subject }) => subject))];
    const tellers = await Promise.all([salesModule, financeModule].map(({ loop }) => loop?.()));
    const told = await Promise.all(tellers.map((tell) => tell?.(desk.tenant.context(), subjects) ?? []));
    return told.flat().map(({ kind, state, waiting }) => [kind, state, waiting?.step ?? '-', waiting?.heldBy ?? '-']);
  };
  const orderId = await desk.win([
    ['BIKE', '1', '100'],
    ['REPAIR', '1', '50'],
  ]);
  expect(await story()).toEqual([['sales.order', 'on_hold', 'release', 'accountant']]);
  await desk.tenant.post(`/sales/orders/${orderId}/release`);
  expect(await story()).toEqual([['sales.order', 'to_deliver_and_bill', 'fulfil', 'service']]);
  await desk.tenant.post(`/sales/orders/${orderId}/fulfil`);
  const shipmentId = await desk.dispatch(orderId, [['line_1', '1']]);
  await desk.world.settle();
  expect(await story()).toEqual([
    ['sales.order', 'completed', '-', '-'],
    ['finance.invoice', 'unpaid', 'pay', 'customer'],
    ['finance.invoice', 'unpaid', 'pay', 'customer'],
  ]);
  const { data } = (await desk.tenant.get(`/finance/invoices?salesOrderId=${orderId}`)).body;
  for (const { id, due } of data) await desk.tenant.post('/finance/payments', { invoiceId: id, amount: due });
  await desk.giveBack(orderId, shipmentId, [['line_1', '1']]);
  await desk.world.settle();
  const goods = (await desk.tenant.get('/finance/invoices')).body.data.find(
    ({ source }: { source: { kind: string } }) => source.kind === 'shipment',
  );
  expect(await story()).toContainEqual(['finance.invoice', 'credited', 'refund', 'accountant']);
  await desk.tenant.post('/finance/refunds', { invoiceId: goods.id, amount: eur('119.00') });
  await desk.world.settle();
  expect((await story()).filter(([, , step]) => step !== '-')).toEqual([]);
  expect((await story()).map(([kind]) => kind).sort()).toEqual([
    'finance.credit_note',
    'finance.invoice',
    'finance.invoice',
    'finance.payment',
    'finance.payment',
    'finance.refund',
    'sales.order',
  ]);
});
