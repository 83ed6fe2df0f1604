import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seeded } from '../inventory/stock-room.ts';
import { eur, expectSoundBooks } from '../procurement/purchasing-room.ts';
import { ORDERS, openWorkshop, type Workshop } from './workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(async () => {
  await expectSoundBooks(shop);
  shop.close();
});

/** A ready order for ten wheels: material 10 × (15 + 32 × 0.20) = 214.00, time 10 × 12 = 120.00. */
const readyWheels = async (demand?: string): Promise<string> => {
  await shop.putIn([
    ['RIM', '10', '15.00'],
    ['SPOKE', '320', '0.20'],
  ]);
  if (demand === undefined) await shop.does(ORDERS, { sku: 'WHEEL', quantity: '10', dueOn: '2026-04-01' });
  else await shop.wants(demand, [['WHEEL', '10', 'manufactured']]);
  await shop.settle();
  const [order] = await shop.orders('WHEEL');
  return order?.id;
};
const read = async (id: string) => (await shop.tenant.get(`${ORDERS}/${id}`)).body;
const wip = () => shop.balance('work_in_progress');

describe('a production order', () => {
  it('is ready when all its components are reserved, and not before', async () => {
    await shop.putIn([['RIM', '10', '15.00']]);
    const { id } = await shop.does(ORDERS, { sku: 'WHEEL', quantity: '10', dueOn: '2026-04-01' });
    await shop.settle();
    expect(await read(id)).toMatchObject({ state: 'planned' });
    expect(await shop.refuses(`${ORDERS}/${id}/start`)).toBe('409 production.order.illegal_transition');
    await shop.putIn([['SPOKE', '320', '0.20']]);
    await shop.settle({ copies: 2 });
    expect(await read(id)).toMatchObject({ state: 'ready' });
    expect(shop.tenant.events('production.order.readied')).toHaveLength(1);
  });

  it('started: its components are in work in progress at cost, once', async () => {
    const id = await readyWheels();
    const answers = await Promise.all([
      shop.tenant.post(`${ORDERS}/${id}/start`),
      shop.tenant.post(`${ORDERS}/${id}/start`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await read(id)).toMatchObject({
      state: 'in_progress',
      startedAt: '2026-03-02T09:00:00.000Z',
      workInProgress: eur('214.00'),
      components: [
        { sku: 'RIM', issued: '10', issuedCost: eur('150.00') },
        { sku: 'SPOKE', issued: '320', issuedCost: eur('64.00') },
      ],
    });
    expect(wip()).toBe(21_400);
    expect(await shop.stock('RIM')).toMatchObject({ onHand: '0', reserved: '0' });
    expect(shop.tenant.events('production.order.started')[0]?.data).toMatchObject({ materialCost: eur('214.00') });
  });

  it('completed: its cost is in stock, its goods are with its demand, nothing is in work in progress', async () => {
    const id = await readyWheels('one');
    await shop.start(id);
    const done = await shop.complete(id, '10');
    expect(done).toMatchObject({
      state: 'completed',
      produced: '10',
      remaining: '0',
      endedAt: '2026-03-02T09:00:00.000Z',
      plannedCost: eur('334.00'),
      actualCost: eur('334.00'),
      workInProgress: eur('0.00'),
      variance: { total: eur('0.00') },
      pegs: [{ received: '10' }],
      operations: [{ minutes: '200', actualMinutes: '200' }],
    });
    expect(wip()).toBe(0);
    expect(shop.balance('conversion_cost_absorbed')).toBe(-12_000);
    expect(await shop.stock('WHEEL')).toMatchObject({ onHand: '10', reserved: '10', value: eur('334.00') });
    await shop.settle();
    const [completed] = shop.tenant.events('production.order.completed');
    expect(completed?.data).toMatchObject({ planned: '10', produced: '10', actualCost: eur('334.00') });
    expect(await shop.refuses(`${ORDERS}/${id}/complete`, { quantity: '1' })).toBe(
      '409 production.order.illegal_transition',
    );
  });

  it('reported in parts: each part bears its share, the last the rest (P37)', async () => {
    const id = await readyWheels('one');
    await shop.start(id);
    expect(await shop.complete(id, '3')).toMatchObject({ state: 'in_progress', produced: '3', remaining: '7' });
    expect(await shop.stock('WHEEL')).toMatchObject({ onHand: '3', reserved: '3', value: eur('100.20') });
    await shop.complete(id, '3');
    expect(await shop.complete(id, '4')).toMatchObject({ state: 'completed', workInProgress: eur('0.00') });
    expect(await shop.stock('WHEEL')).toMatchObject({ onHand: '10', value: eur('334.00') });
    expect(shop.tenant.events('production.order.reported')).toHaveLength(3);
    expect(shop.tenant.events('production.order.completed')).toHaveLength(1);
  });

  it('with scrap: the good ones bear it, and what the demand then lacks is planned again (P35)', async () => {
    const id = await readyWheels('one');
    await shop.start(id);
    await shop.complete(id, '8', { scrapped: '2' });
    expect(await shop.stock('WHEEL')).toMatchObject({ onHand: '8', value: eur('334.00') });
    await shop.settle({ copies: 2 });
    const orders = await shop.orders('WHEEL');
    expect(orders.map(({ quantity, state }) => `${quantity} ${state}`)).toEqual(['10 completed', '2 planned']);
  });

  it('all scrap: a variance, and all of it is planned again', async () => {
    const id = await readyWheels('one');
    await shop.start(id);
    expect(await shop.complete(id, '0', { scrapped: '10' })).toMatchObject({ state: 'completed', produced: '0' });
    expect([wip(), shop.balance('production_variance')]).toEqual([0, 33_400]);
    expect(await shop.rows('/inventory/stock?sku=WHEEL')).toMatchObject([{ onHand: '0' }]);
    await shop.settle();
    expect((await shop.orders('WHEEL')).map(({ quantity }) => quantity)).toEqual(['10', '10']);
  });

  it('with measured time: the variance against the plan is kept (P39)', async () => {
    const id = await readyWheels();
    await shop.start(id);
    const [{ workCentreId }] = (await read(id)).operations;
    const done = await shop.complete(id, '10', { operations: [{ workCentreId, minutes: '230.5' }] });
    expect(done).toMatchObject({
      actualCost: eur('352.30'),
      variance: { material: eur('0.00'), conversion: eur('18.30'), total: eur('18.30') },
    });
  });

  it.each([
    ['more than remains', { quantity: '11' }, '422 production.order.over_production /quantity'],
    ['nothing', { quantity: '0' }, '422 nothing_reported /quantity'],
    ['half a unit', { quantity: '0.5' }, '422 whole_number /quantity'],
    ['a negative scrap', { quantity: '1', scrapped: '-1' }, '422 request.invalid /scrapped'],
    [
      'time on an unknown work centre',
      { quantity: '1', operations: [{ workCentreId: 'wkc_01kb6q4m0sg0f5v7x2j8d3t9ae', minutes: '5' }] },
      '422 unknown_work_centre /operations/0/workCentreId',
    ],
    ['no quantity', {}, '422 request.invalid /quantity'],
    ['an unknown field', { quantity: '1', note: 'x' }, '422 request.invalid /note'],
  ])('reported with %s is refused, and nothing changes', async (_, body, expected) => {
    const id = await readyWheels();
    await shop.start(id);
    const before = await read(id);
    expect(await shop.refuses(`${ORDERS}/${id}/complete`, body)).toBe(expected);
    expect(await read(id)).toEqual(before);
    expect(wip()).toBe(21_400);
  });

  it('may make more within the tenant’s tolerance (P34); what is beyond the demand is free', async () => {
    const id = await readyWheels('one');
    await shop.start(id);
    await shop.tenant.patch('/production/settings', { overProductionPercent: 10 }, { ifMatch: 0 });
    expect((await shop.tenant.get('/production/settings')).body).toEqual({ overProductionPercent: 10, version: 1 });
    expect(await shop.complete(id, '11')).toMatchObject({
      state: 'completed',
      produced: '11',
      pegs: [{ received: '10' }],
    });
    expect(await shop.stock('WHEEL')).toMatchObject({ onHand: '11', reserved: '10', available: '1' });
  });

  it('reported twice with one key is reported once', async () => {
    const id = await readyWheels();
    await shop.start(id);
    const first = await shop.does(`${ORDERS}/${id}/complete`, { quantity: '4' }, { key: 'shift-1' });
    expect(await shop.does(`${ORDERS}/${id}/complete`, { quantity: '4' }, { key: 'shift-1' })).toEqual(first);
    expect(await shop.stock('WHEEL')).toMatchObject({ onHand: '4' });
    const other = await shop.tenant.post(`${ORDERS}/${id}/complete`, { quantity: '5' }, { key: 'shift-1' });
    expect(other.status).toBe(422);
  });

  it('of two levels goes through every level to the bike', async () => {
    await shop.putIn([
      ['FRAME', '1', '80.00'],
      ['RIM', '2', '15.00'],
      ['SPOKE', '64', '0.20'],
    ]);
    const salesOrderId = await shop.wants('one', [['BIKE', '1', 'manufactured']]);
    await shop.settle();
    for (const sku of ['WHEEL', 'BIKE']) {
      const [order] = await shop.orders(sku);
      await shop.start(order?.id);
      await shop.complete(order?.id, order?.quantity);
      await shop.settle({ pick: seeded(7), copies: 2 });
    }
    expect((await shop.reservation(salesOrderId)).complete).toBe(true);
    expect(await shop.stock('BIKE')).toMatchObject({ onHand: '1', value: eur('182.80') });
    expect(wip()).toBe(0);
  });
});

describe('cancelling and closing', () => {
  it('before the start frees the components, and a demand that is still there is planned again', async () => {
    const id = await readyWheels('one');
    expect(await shop.does(`${ORDERS}/${id}/cancel`, { reason: 'Machine is down' })).toMatchObject({
      state: 'cancelled',
      reason: 'Machine is down',
    });
    await shop.settle({ copies: 2 });
    const orders = await shop.orders('WHEEL');
    expect(orders.map(({ quantity, state }) => `${quantity} ${state}`)).toEqual(['10 cancelled', '10 ready']);
    expect(await shop.stock('RIM')).toMatchObject({ onHand: '10', reserved: '10' });
  });

  it('after the start brings the components back at their original cost (S5)', async () => {
    const id = await readyWheels();
    await shop.start(id);
    await shop.putIn([['RIM', '10', '99.00']]);
    expect(await shop.does(`${ORDERS}/${id}/cancel`)).toMatchObject({
      state: 'cancelled',
      workInProgress: eur('0.00'),
      components: [
        { issued: '10', returned: '10' },
        { issued: '320', returned: '320' },
      ],
    });
    expect(wip()).toBe(0);
    expect(await shop.stock('RIM')).toMatchObject({ onHand: '20', value: eur('1140.00') });
    expect(await shop.refuses(`${ORDERS}/${id}/cancel`)).toBe('409 production.order.illegal_transition');
  });

  it('after scrap keeps what went into it as a variance', async () => {
    const id = await readyWheels();
    await shop.start(id);
    await shop.complete(id, '0', { scrapped: '5' });
    await shop.does(`${ORDERS}/${id}/cancel`);
    expect([wip(), shop.balance('production_variance')]).toEqual([0, 10_700 + 6_000]);
    expect(await shop.stock('RIM')).toMatchObject({ onHand: '5', value: eur('75.00') });
  });

  it('after scrap leaves a demand that is still there short of all that it asked for: all of it is planned again', async () => {
    const id = await readyWheels('one');
    await shop.start(id);
    await shop.complete(id, '0', { scrapped: '3' });
    await shop.does(`${ORDERS}/${id}/cancel`);
    await shop.settle({ copies: 2 });
    expect((await shop.orders('WHEEL')).map(({ quantity, state }) => `${quantity} ${state}`)).toEqual([
      '10 cancelled',
      '10 planned',
    ]);
  });

  it('after a part was made is refused; closed short, the rest comes back and the demand is planned again', async () => {
    const id = await readyWheels('one');
    expect(await shop.refuses(`${ORDERS}/${id}/close`)).toBe('409 production.order.illegal_transition');
    await shop.start(id);
    expect(await shop.refuses(`${ORDERS}/${id}/close`)).toBe('409 production.order.nothing_produced');
    await shop.complete(id, '4');
    expect(await shop.refuses(`${ORDERS}/${id}/cancel`)).toBe('409 production.order.already_produced');
    expect(await shop.does(`${ORDERS}/${id}/close`)).toMatchObject({
      state: 'completed',
      produced: '4',
      workInProgress: eur('0.00'),
      variance: { total: eur('0.00') },
    });
    expect(await shop.stock('RIM')).toMatchObject({ onHand: '6', value: eur('90.00') });
    await shop.settle({ copies: 2 });
    const orders = await shop.orders('WHEEL');
    expect(orders.map(({ quantity, state }) => `${quantity} ${state}`)).toEqual(['10 completed', '6 ready']);
  });

  it.each([1, 2, 3, 4])(
    'with the demand gone gives back what was started, and keeps what was made (seed %i)',
    async (seed) => {
      const id = await readyWheels('one');
      await shop.start(id);
      if (seed % 2 === 0) await shop.complete(id, '4');
      await shop.cancel(await shop.wants('one', []));
      await shop.settle({ pick: seeded(seed), copies: 2 });
      const made = seed % 2 === 0 ? '4' : '0';
      expect(await read(id)).toMatchObject({
        state: seed % 2 === 0 ? 'completed' : 'cancelled',
        produced: made,
        workInProgress: eur('0.00'),
      });
      const [wheels] = await shop.rows('/inventory/stock?sku=WHEEL');
      expect([wheels?.onHand ?? '0', wheels?.reserved ?? '0']).toEqual([made, '0']);
      expect(await shop.stock('RIM')).toMatchObject({ onHand: String(10 - Number(made)), reserved: '0' });
      expect(await shop.orders('WHEEL')).toHaveLength(1);
    },
  );
});

describe('another tenant, and other people', () => {
  it('get 404 and 403, and nothing changes', async () => {
    const id = await readyWheels();
    const before = await read(id);
    const stranger = await shop.world.tenant({ company: 'Other' });
    for (const verb of ['start', 'complete', 'close', 'cancel', 'replan']) {
      const body = verb === 'complete' ? { quantity: '1' } : undefined;
      expect((await stranger.post(`${ORDERS}/${id}/${verb}`, body)).status).toBe(404);
      expect((await shop.tenant.as(['sales']).post(`${ORDERS}/${id}/${verb}`, body)).status).toBe(403);
    }
    expect((await shop.tenant.as(['sales']).get(`${ORDERS}/${id}`)).status).toBe(200);
    expect(await read(id)).toEqual(before);
  });
});
