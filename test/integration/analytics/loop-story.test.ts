import { afterEach, beforeEach, expect, it } from 'vitest';
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

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const story = async (correlationId: string) => (await shop.tenant.get(`/loops/${correlationId}`)).body;
const statesOf = (loop: { steps: { step: string; state: string }[] }) =>
  Object.fromEntries(loop.steps.map(({ step, state }) => [step, state]));

it('tells each step, what it comes to in money, and every document, from the win to the refund of a return', async () => {
  await putInStock(shop.tenant, [['BELL', '1', '3.00']]);
  const { salesOrderId, correlationId } = await win(shop, [
    ['BIKE', '1'],
    ['BELL', '1'],
    ['FITTING', '1'],
  ]);
  await world.settle();
  const begun = await story(correlationId);
  expect(begun.state).toBe('waiting');
  expect(statesOf(begun)).toMatchObject({ won: 'done', ordered: 'done', planned: 'waiting', shipped: 'waiting' });
  expect(begun.money).toMatchObject({ quoted: eur('554.90'), ordered: eur('554.90'), invoiced: eur('0.00') });
  expect(begun.waiting).toContainEqual(expect.objectContaining({ kind: 'sales.order', step: 'fulfil' }));

  await playOut(world, shop.tenant, salesOrderId);
  const closed = await story(correlationId);
  expect(closed.state).toBe('closed');
  expect(new Set(Object.values(statesOf(closed)))).toEqual(new Set(['done']));
  const order = (await shop.tenant.get(`/sales/orders/${salesOrderId}`)).body;
  const [account] = (await shop.tenant.get('/crm/accounts')).body.data;
  expect(closed.money).toMatchObject({
    invoiced: order.net,
    tax: order.tax,
    paid: order.total,
    due: eur('0.00'),
    margin: account.realisedMargin,
  });

  const returned = { salesOrderId, lines: [{ sku: 'BELL', quantity: '1' }], reason: 'Too loud' };
  expect((await shop.tenant.post('/logistics/returns', returned)).status).toBe(201);
  await world.settle();
  const owing = await story(correlationId);
  expect(statesOf(owing).paid).toBe('waiting');
  expect(owing.waiting).toContainEqual(expect.objectContaining({ step: 'refund', heldBy: 'accountant' }));
  const credited = (await shop.tenant.get(`/finance/credit-notes?salesOrderId=${salesOrderId}`)).body.data[0];
  expect(owing.money).toMatchObject({ credited: eur('9.90'), due: eur(`-${credited.total.amount}`) });
  await shop.tenant.post('/finance/refunds', { invoiceId: credited.invoiceId, amount: credited.total });
  await world.settle();
  const done = await story(correlationId);
  expect(done.money).toMatchObject({ refunded: credited.total, due: eur('0.00') });

  const shown = new Set(
    [...done.steps.flatMap((step: { documents: { id: string }[] }) => step.documents), ...done.otherDocuments].map(
      ({ id }: { id: string }) => id,
    ),
  );
  const ofLoop = world
    .items()
    .filter((item) => item.correlationId === correlationId && item.__edb_e__ !== 'event' && item.__edb_e__ !== 'audit')
    .filter((item) => item.__edb_e__ !== 'finance.entry')
    .map((item) => [item.__edb_e__, item.id]);
  expect(ofLoop.filter(([, id]) => !shown.has(String(id)))).toEqual([]);
});

it('is found by the id of any document in it, of a journal entry too, and by no other id', async () => {
  await putInStock(shop.tenant, [['BELL', '1', '3.00']]);
  const { salesOrderId, correlationId } = await win(shop, [['BELL', '1']]);
  await playOut(world, shop.tenant, salesOrderId);
  const ids = world
    .items()
    .filter((item) => item.correlationId === correlationId && item.__edb_e__ !== 'event' && item.__edb_e__ !== 'audit')
    .map((item) => String(item.id));
  expect(ids.length).toBeGreaterThan(8);
  for (const id of ids) {
    expect([id, (await shop.tenant.get(`/loops?document=${id}`)).body.correlationId]).toEqual([id, correlationId]);
  }
  const status = async (id: string) => (await shop.tenant.get(`/loops?document=${id}`)).status;
  expect(await status(`jnl_${'7'.repeat(26)}`)).toBe(404);
  expect(await status(`prd_${'0'.repeat(26)}`)).toBe(422);
  expect(await status('jnl_x')).toBe(422);
});

it('of a cancelled deal that is won again tells of the new order', async () => {
  const { opportunityId, salesOrderId, correlationId } = await win(shop, [['BIKE', '1']]);
  await world.settle();
  await shop.tenant.post(`/sales/orders/${salesOrderId}/cancel`, { reason: 'Changed their mind' });
  await world.settle();
  const cancelled = await story(correlationId);
  expect(cancelled.state).toBe('cancelled');
  expect(statesOf(cancelled)).toMatchObject({ ordered: 'done', shipped: 'not_needed', paid: 'not_needed' });
  expect(cancelled.money.ordered).toEqual(eur('0.00'));
  await shop.tenant.post(`/crm/opportunities/${opportunityId}/reopen`);
  expect((await story(correlationId)).state).toBe('waiting');
  await putInStock(shop.tenant, [['BIKE', '1', '200.00']]);
  const again = (await shop.tenant.post(`/crm/opportunities/${opportunityId}/win`)).body;
  await playOut(world, shop.tenant, again.salesOrderId);
  const closed = await story(correlationId);
  expect(closed.state).toBe('closed');
  expect(closed.money).toMatchObject({ ordered: eur('500.00'), cost: eur('200.00'), margin: eur('300.00') });
});
