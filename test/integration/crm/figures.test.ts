/**
 * The figures of the CRM under every order of deliveries: sales and the CRM each learn of settlement, credit notes and
 * returns by deliveries of their own. Sales is played here by its own pure records, so that each step can be placed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crmModule } from '../../../domain/crm/module.ts';
import { order as orderEntity } from '../../../domain/sales/order.entity.ts';
import { recordCredited, recordReturned } from '../../../domain/sales/order.record.ts';
import type { Order } from '../../../domain/sales/order.schema.ts';
import { eventsFunction } from '../../../shared/events/events-function.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { createWorld, type TestTenant, type World } from '../../harness/world.ts';

const eur = (minor: number) => toMoney(minor, 'EUR');

/** A won deal over ten bells at 10.00 that cost 4.00 as quoted and 4.50 in truth, delivered, invoiced and paid. */
async function settledDeal(world: World) {
  const tenant = await world.tenant();
  await tenant.post('/catalog/products', {
    sku: 'BELL',
    name: 'Bell',
    kind: 'purchased',
    listPrice: eur(1_000),
    standardCost: eur(400),
  });
  const accountId: string = (await tenant.post('/crm/accounts', { name: 'Corner Cycles' })).body.id;
  const opened = await tenant.post('/crm/opportunities', {
    accountId,
    name: 'Ten bells',
    lines: [{ sku: 'BELL', quantity: '10' }],
  });
  const won = (await tenant.post(`/crm/opportunities/${opened.body.id}/win`)).body;
  await world.settle();
  const lineId: string = won.lines[0].lineId;
  await changeOrder(tenant, won.salesOrderId, (order) => ({
    ...order,
    state: 'completed',
    lines: order.lines.map((line) => ({
      ...line,
      delivered: 10_000_000,
      billed: 10_000_000,
      billedNetMinor: 10_000,
      costMinor: 4_500,
    })),
  }));
  return { tenant, accountId, opportunityId: won.id as string, salesOrderId: won.salesOrderId as string, lineId };
}
type Deal = Awaited<ReturnType<typeof settledDeal>>;

const changeOrder = (tenant: TestTenant, orderId: string, change: (order: Order) => Order) =>
  commit(tenant.context(), async (work) => {
    const before = await work.records.need(orderEntity, orderId);
    work.update(orderEntity, before, change(before));
  });

/** What happened in finance and logistics, each with its part in sales and its event for the CRM. */
function happenings({ salesOrderId, accountId, opportunityId, lineId }: Deal) {
  const credit = (id: string, quantity: number, netMinor: number) => ({
    inSales: (order: Order) =>
      recordCredited(order, {
        lines: [{ lineId, quantity: quantity * 1_000_000, netMinor }],
        totalMinor: netMinor,
        answersReturn: false,
      }),
    type: 'finance.credit_note.issued',
    data: {
      invoiceId: 'inv',
      number: id,
      salesOrderId,
      accountId,
      creditNoteId: id,
      lines: [{ orderLineId: lineId, quantity: String(quantity), net: eur(netMinor), tax: eur(0) }],
      net: eur(netMinor),
      tax: eur(0),
      total: eur(netMinor),
      settled: eur(0),
      reason: 'Scratched',
    },
  });
  const returned = (id: string, quantity: number, costMinor: number) => ({
    inSales: (order: Order) => recordReturned(order, [{ lineId, quantity: quantity * 1_000_000, costMinor }]),
    type: 'logistics.return.received',
    data: {
      returnId: id,
      number: id,
      salesOrderId,
      shipmentId: 'shp',
      lines: [{ orderLineId: lineId, productId: 'prd', sku: 'BELL', quantity: String(quantity), cost: eur(costMinor) }],
      reason: 'Wrong colour',
    },
  });
  const settled = {
    inSales: (order: Order) => order,
    type: 'sales.order.settled',
    data: {
      orderId: salesOrderId,
      number: 'SO-1',
      accountId,
      opportunityId,
      currency: 'EUR',
      revenue: eur(10_000),
      cost: eur(4_500),
      paid: eur(10_000),
      lines: [],
      settledOn: '2026-03-02',
    },
  };
  return [settled, credit('CN-1', 1, 1_000), credit('CN-2', 0, 500), returned('RT-1', 1, 450)];
}

/** Delivers an event to the CRM as its queue does; false where it said "not yet". */
async function deliver(world: World, deal: Deal, index: number, copy = ''): Promise<boolean> {
  const happening = happenings(deal)[index];
  const detail = {
    id: `evt_${index}${copy}`,
    type: happening?.type,
    version: 1,
    time: '2026-03-02T10:00:00.000Z',
    tenantId: deal.tenant.id,
    actor: { kind: 'system', id: 'test' },
    correlationId: 'loop_test',
    causationId: 'test',
    subject: deal.salesOrderId,
    sequence: 1,
    data: happening?.data,
  };
  const answer = await eventsFunction(
    crmModule,
    world.runtime,
  )({
    Records: [{ messageId: 'm', body: JSON.stringify({ detail }) }],
  });
  return answer.batchItemFailures.length === 0;
}

async function play(steps: readonly number[]) {
  const world = await createWorld();
  const deal = await settledDeal(world);
  const all = happenings(deal);
  const inSales = new Set<number>();
  const waiting: number[] = [];
  for (const step of steps) {
    const index = step % all.length;
    if (step < all.length && !inSales.has(index)) {
      inSales.add(index);
      const change = all[index]?.inSales;
      if (change !== undefined) await changeOrder(deal.tenant, deal.salesOrderId, change);
    } else if (!(await deliver(world, deal, index))) waiting.push(index);
  }
  for (const index of waiting) expect(await deliver(world, deal, index)).toBe(true);
  const account = (await deal.tenant.get(`/crm/accounts/${deal.accountId}`)).body;
  const opportunity = (await deal.tenant.get(`/crm/opportunities/${deal.opportunityId}`)).body;
  const closed = deal.tenant.events('crm.loop.closed');
  const tasks = (await deal.tenant.get(`/crm/tasks?opportunityId=${deal.opportunityId}`)).body.data;
  world.close();
  return { account, opportunity, closed, tasks };
}

describe('closing the loop', () => {
  it('counts revenue, margin and purchase, explains the margin, and asks to follow up', async () => {
    const { account, opportunity, closed, tasks } = await play([4]);
    expect(account).toMatchObject({
      lifetimeValue: eur(10_000),
      realisedMargin: eur(5_500),
      ordersCount: 1,
      lastPurchaseOn: '2026-03-02',
    });
    expect(opportunity.realised).toMatchObject({
      revenue: eur(10_000),
      cost: eur(4_500),
      margin: eur(5_500),
      quotedMargin: eur(6_000),
      variances: [
        { name: 'price', amount: eur(0) },
        { name: 'quantity', amount: eur(0) },
        { name: 'cost', amount: eur(-500) },
      ],
    });
    expect(closed).toMatchObject([
      {
        correlationId: opportunity.correlationId,
        subject: opportunity.id,
        data: { revenue: eur(10_000), realisedMargin: eur(5_500), quotedMargin: eur(6_000) },
      },
    ]);
    expect(tasks).toMatchObject([{ state: 'open', ownerId: 'usr_owner', dueOn: '2026-03-16' }]);
  });

  it('closes for each order, where goods left while the first was cancelled and the deal was won again', async () => {
    const world = await createWorld();
    const deal = await settledDeal(world);
    await changeOrder(deal.tenant, deal.salesOrderId, (order) => ({ ...order, state: 'cancelled' }));
    await deal.tenant.post(`/crm/opportunities/${deal.opportunityId}/reopen`);
    const again = (await deal.tenant.post(`/crm/opportunities/${deal.opportunityId}/win`)).body;
    await world.settle();
    expect(await deliver(world, deal, 0, 'first')).toBe(true);
    await changeOrder(deal.tenant, again.salesOrderId, (order) => ({
      ...order,
      lines: order.lines.map((line) => ({ ...line, delivered: 10_000_000, billedNetMinor: 9_000, costMinor: 4_000 })),
    }));
    const second = { ...deal, salesOrderId: again.salesOrderId as string };
    expect(await deliver(world, second, 0, 'second')).toBe(true);
    const account = (await deal.tenant.get(`/crm/accounts/${deal.accountId}`)).body;
    expect(account).toMatchObject({ lifetimeValue: eur(19_000), realisedMargin: eur(10_500), ordersCount: 2 });
    const shown = (await deal.tenant.get(`/crm/opportunities/${deal.opportunityId}`)).body;
    expect(shown.realised).toMatchObject({ revenue: eur(9_000) });
    expect(deal.tenant.events('crm.loop.closed')).toHaveLength(2);
    world.close();
  });

  it('waits for sales to count a credit note that it hears of first', async () => {
    const world = await createWorld();
    const deal = await settledDeal(world);
    expect(await deliver(world, deal, 0)).toBe(true);
    expect(await deliver(world, deal, 1)).toBe(false);
    expect((await deal.tenant.get(`/crm/accounts/${deal.accountId}`)).body.lifetimeValue).toEqual(eur(10_000));
    world.close();
  });

  it('I5: settlement, credit notes and a return give the same figures in every order, late and twice', async () => {
    const everything = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    const copies = fc.array(fc.integer({ min: 4, max: 7 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(everything, copies, async (order, again) => {
        const { account, opportunity, closed, tasks } = await play([...order, ...again]);
        expect(account).toMatchObject({
          lifetimeValue: eur(8_500),
          realisedMargin: eur(8_500 - 4_050),
          ordersCount: 1,
        });
        expect(opportunity.realised).toMatchObject({ revenue: eur(8_500), margin: eur(4_450) });
        const explained = opportunity.realised.variances.reduce(
          (sum: number, { amount }: { amount: { amount: string } }) => sum + Number(amount.amount) * 100,
          0,
        );
        expect(Math.round(explained)).toBe(4_450 - 6_000);
        expect(closed).toHaveLength(1);
        expect(tasks).toHaveLength(1);
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
