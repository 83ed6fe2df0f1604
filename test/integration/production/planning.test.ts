import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { estimateCost, estimateUnitCost, leadDaysFor } from '../../../domain/production/index.ts';
import { seeded } from '../inventory/stock-room.ts';
import { expectSoundBooks } from '../procurement/purchasing-room.ts';
import { ORDERS, openWorkshop, type Workshop } from './workshop.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(async () => {
  await expectSoundBooks(shop);
  shop.close();
});

const TODAY = '2026-03-02';
const stateOf = async (sku: string) => (await shop.orders(sku)).map(({ quantity, state }) => `${quantity} ${state}`);

describe('a shortage of what is made', () => {
  it('is planned through every level, pegged, dated and costed (P3, P21)', async () => {
    const salesOrderId = await shop.wants('one', [['BIKE', '2', 'manufactured']], '2026-04-01');
    await shop.settle();
    const [bike] = await shop.orders('BIKE');
    expect(bike).toMatchObject({
      number: 'MO-2026-00001',
      state: 'planned',
      quantity: '2',
      remaining: '2',
      salesOrderId,
      pegs: [{ lineId: '1', quantity: '2', received: '0', salesOrderId }],
      startOn: '2026-03-29',
      dueOn: '2026-04-01',
      late: false,
      components: [
        { sku: 'FRAME', quantity: '2', issued: '0' },
        { sku: 'WHEEL', quantity: '4', issued: '0' },
      ],
      operations: [{ workCentre: 'Assembly', minutes: '120', actualMinutes: '0' }],
      // Two frames of 80, four wheels of 15 + 6.40 + 12, two hours of 36.
      plannedCost: { amount: (160 + 4 * 33.4 + 72).toFixed(2), currency: 'EUR' },
      workInProgress: { amount: '0.00' },
      variance: null,
      correlationId: `loop-of-${salesOrderId}`,
    });
    const [wheel] = await shop.orders('WHEEL');
    expect(wheel).toMatchObject({
      quantity: '4',
      salesOrderId,
      dueOn: '2026-03-29',
      startOn: '2026-03-28',
      components: [
        { sku: 'RIM', quantity: '4' },
        { sku: 'SPOKE', quantity: '128' },
      ],
    });
    expect((await shop.rows(`${ORDERS}?salesOrderId=${salesOrderId}`)).length).toBe(2);
    expect((await shop.rows(`${ORDERS}?state=planned`)).length).toBe(2);
    const bought = await shop.rows('/procurement/requisitions');
    expect(bought.map(({ sku, quantity }) => `${sku} ${quantity}`).sort()).toEqual(['FRAME 2', 'RIM 4', 'SPOKE 128']);
    expect(bought.every((requisition) => requisition.pegs[0].salesOrderId === salesOrderId)).toBe(true);
  });

  it('G6: one raw material inside two sub-assemblies, 1 each, is bought twice', async () => {
    await shop.addProduct('RAW');
    await shop.addPrice(shop.vendorId, 'RAW', '1.00');
    for (const sku of ['LEFT', 'RIGHT', 'PAIR']) await shop.addProduct(sku, { kind: 'manufactured' });
    await shop.addBom('LEFT', { RAW: '1' });
    await shop.addBom('RIGHT', { RAW: '1' });
    await shop.addBom('PAIR', { LEFT: '1', RIGHT: '1' });
    await shop.wants('one', [['PAIR', '1', 'manufactured']]);
    await shop.settle();
    const raised = (await shop.rows('/procurement/requisitions')).filter(({ sku }) => sku === 'RAW');
    expect(raised.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(2);
  });

  it('G7: plans what stock does not cover, and reserves the rest', async () => {
    await shop.putIn([['BIKE', '40', '250.00']]);
    await shop.wants('one', [['BIKE', '50', 'manufactured']]);
    await shop.settle();
    expect(await stateOf('BIKE')).toEqual(['10 planned']);
    expect(await shop.stock('BIKE')).toMatchObject({ reserved: '40' });
  });

  it('is late, and due when it can be, where its lead time is past', async () => {
    await shop.wants('one', [['BIKE', '1', 'manufactured']], '2026-03-03');
    await shop.settle();
    const [bike] = await shop.rows(`${ORDERS}?late=true&sku=BIKE`);
    expect(bike).toMatchObject({ startOn: TODAY, dueOn: '2026-03-05', late: true });
  });

  it('without a bill of material is planned all the same, blocked, and planned anew once it has one', async () => {
    await shop.addProduct('TRAILER', { kind: 'manufactured', leadDays: 2 });
    await shop.wants('one', [['TRAILER', '1', 'manufactured']]);
    await shop.settle();
    const [blocked] = await shop.rows(`${ORDERS}?blocked=true`);
    expect(blocked).toMatchObject({ sku: 'TRAILER', state: 'planned', blocked: 'no_bom', components: [] });
    expect(shop.tenant.events('production.order.blocked')).toHaveLength(1);
    const path = `${ORDERS}/${blocked?.id}`;
    expect(await shop.refuses(`${path}/start`)).toBe('409 production.order.illegal_transition');
    expect(await shop.refuses(`${path}/replan`)).toBe('409 production.order.still_blocked');
    await shop.addBom('TRAILER', { FRAME: '1' });
    await shop.putIn([['FRAME', '1', '80.00']]);
    expect(await shop.does(`${path}/replan`)).toMatchObject({ blocked: null, components: [{ sku: 'FRAME' }] });
    await shop.settle();
    expect(await stateOf('TRAILER')).toEqual(['1 ready']);
    expect(await shop.refuses(`${path}/replan`)).toBe('409 production.order.illegal_transition');
  });

  it('that needs nothing from stock is ready at once', async () => {
    await shop.addProduct('REPORT', { kind: 'manufactured' });
    // A bill whose only component is used from next year on: until then there is work alone.
    const components = [{ sku: 'RIM', quantity: '1', validFrom: '2027-01-01' }];
    await shop.does('/catalog/boms', {
      sku: 'REPORT',
      quantity: '1',
      validFrom: '2026-01-01',
      components,
      operations: [{ workCentre: 'ASSY', minutes: '30' }],
    });
    await shop.wants('one', [['REPORT', '1', 'manufactured']]);
    await shop.settle();
    const [report] = await shop.orders('REPORT');
    expect(report).toMatchObject({ state: 'ready', blocked: null, components: [], plannedCost: { amount: '18.00' } });
    await shop.start(report?.id);
    expect(await shop.complete(report?.id, '1')).toMatchObject({ state: 'completed', actualCost: { amount: '18.00' } });
  });

  it('of many lines of one order plans each once, however often it is said', async () => {
    for (let index = 0; index < 11; index += 1) {
      await shop.addProduct(`MADE${index}`, { kind: 'manufactured' });
      await shop.addBom(`MADE${index}`, { FRAME: '1' });
    }
    await shop.wants(
      'one',
      Array.from({ length: 11 }, (_, index) => [`MADE${index}`, '1', 'manufactured'] as const),
    );
    await shop.settle({ copies: 2 });
    await shop.redeliver({ pick: seeded(3) });
    const orders = await shop.rows(`${ORDERS}?limit=200`);
    expect(orders).toHaveLength(11);
    expect(new Set(orders.map(({ number }) => number)).size).toBe(11);
  });
});

describe('an order planned by hand', () => {
  it('is for stock, and goes through the same levels', async () => {
    const order = await shop.does(ORDERS, { sku: 'BIKE', quantity: '3', dueOn: '2026-05-01' });
    expect(order).toMatchObject({ state: 'planned', byHand: true, pegs: [], salesOrderId: null, quantity: '3' });
    await shop.settle();
    expect(await stateOf('WHEEL')).toEqual(['6 planned']);
  });

  it.each([
    ['an unknown SKU', { sku: 'NONE' }, '422 unknown_sku /sku'],
    ['something that is bought', { sku: 'FRAME' }, '422 not_manufactured /sku'],
    ['no bill of material', { sku: 'TRAILER' }, '422 no_bom /sku'],
    ['half a unit', { quantity: '0.5' }, '422 whole_number /quantity'],
    ['a quantity of zero', { quantity: '0' }, '422 request.invalid /quantity'],
    ['no due date', { dueOn: undefined }, '422 request.invalid /dueOn'],
    ['an unknown field', { colour: 'red' }, '422 request.invalid /colour'],
  ])('with %s is refused, and nothing is planned', async (_, fields, expected) => {
    await shop.addProduct('TRAILER', { kind: 'manufactured' });
    const body = { sku: 'BIKE', quantity: '1', dueOn: '2026-05-01', ...fields };
    expect(await shop.refuses(ORDERS, body)).toBe(expected);
    expect(await shop.rows(ORDERS)).toEqual([]);
  });
});

describe('netting (G1, G3, G9)', () => {
  const pegsOf = async (sku: string) =>
    (await shop.orders(sku)).map(({ quantity, pegs }) => [
      quantity,
      ...pegs.map((peg: { quantity: string; received: string }) => `${peg.received}/${peg.quantity}`),
    ]);
  /** A bike box of which half is used for a bike: counted in whole boxes, and folded in house. */
  const openBoxes = async () => {
    await shop.addProduct('BOX', { kind: 'manufactured', leadDays: 1 });
    await shop.addProduct('CARD');
    await shop.addPrice(shop.vendorId, 'CARD', '1.00');
    await shop.addBom('BOX', { CARD: '1' });
    for (const sku of ['BOXED', 'BOXED2']) {
      await shop.addProduct(sku, { kind: 'manufactured' });
      await shop.addBom(sku, { BOX: '0.5', CARD: '0.5' });
    }
  };

  it('two shortages of 0.5 of a whole-unit product are netted before they are rounded: 1, made or bought', async () => {
    await openBoxes();
    await shop.wants('one', [
      ['BOXED', '1', 'manufactured'],
      ['BOXED2', '1', 'manufactured'],
    ]);
    await shop.settle();
    expect(await pegsOf('BOX')).toEqual([['1', '0/0.5', '0/0.5']]);
    expect(await shop.bought()).toEqual(['1 open', '1 open']);
    await shop.wants('two', [['BOXED', '1', 'manufactured']]);
    await shop.settle();
    expect(await pegsOf('BOX')).toEqual([
      ['1', '0/0.5', '0/0.5'],
      ['1', '0/0.5'],
    ]);
  });

  it('two at once meet, and one takes what the other left', async () => {
    await openBoxes();
    await shop.wants('one', [['BOXED', '1', 'manufactured']]);
    await shop.wants('two', [['BOXED', '1', 'manufactured']]);
    while ((await shop.settleTogether()) > 0);
    await shop.settle();
    expect((await pegsOf('BOX')).flatMap(([, ...pegs]) => pegs)).toHaveLength(2);
    expect(await shop.orders('BOX')).toHaveLength(1);
  });

  it('what a person plans for stock covers what is short later, before anything else is planned (P11)', async () => {
    await shop.does(ORDERS, { sku: 'WHEEL', quantity: '10', dueOn: '2026-03-20' });
    await shop.wants('one', [['WHEEL', '4', 'manufactured']]);
    await shop.wants('two', [['WHEEL', '7', 'manufactured']]);
    await shop.settle();
    expect(await pegsOf('WHEEL')).toEqual([
      ['10', '0/4', '0/6'],
      ['1', '0/1'],
    ]);
    expect((await shop.rows(`${ORDERS}?sku=WHEEL`)).every(({ salesOrderId }) => salesOrderId !== null)).toBe(true);
  });

  it('P12: one that comes after the need covers it only where a new one could not come sooner', async () => {
    await shop.does(ORDERS, { sku: 'BIKE', quantity: '5', dueOn: '2026-05-20' });
    await shop.wants('one', [['BIKE', '1', 'manufactured']], '2026-04-01');
    await shop.settle();
    expect(await pegsOf('BIKE')).toEqual([['5'], ['1', '0/1']]);
  });

  it('what is made to order serves its own demand alone', async () => {
    await shop.addProduct('TANDEM', { kind: 'manufactured', supplyPolicy: 'to_order' });
    await shop.addBom('TANDEM', { FRAME: '2' });
    await shop.does(ORDERS, { sku: 'TANDEM', quantity: '5', dueOn: '2026-03-20' });
    await shop.wants('one', [['TANDEM', '1', 'manufactured']]);
    await shop.settle();
    expect(await pegsOf('TANDEM')).toEqual([['5'], ['1', '0/1']]);
  });

  it('a demand that is gone leaves to the others what is made for them, and to stock what a person planned', async () => {
    await shop.does(ORDERS, { sku: 'WHEEL', quantity: '10', dueOn: '2026-03-20' });
    const one = await shop.wants('one', [['WHEEL', '4', 'manufactured']]);
    await shop.settle();
    await shop.cancel(one);
    await shop.settle({ copies: 2 });
    expect(await pegsOf('WHEEL')).toEqual([['10']]);
    expect((await shop.rows(`${ORDERS}?sku=WHEEL`))[0]).toMatchObject({ state: 'planned', salesOrderId: null });
    await shop.wants('two', [['WHEEL', '10', 'manufactured']]);
    await shop.settle();
    expect(await pegsOf('WHEEL')).toEqual([['10', '0/10']]);
  });

  it('scrap of what several wait for is planned again for those who get less', async () => {
    await shop.putIn([
      ['RIM', '10', '15.00'],
      ['SPOKE', '320', '0.20'],
    ]);
    await shop.does(ORDERS, { sku: 'WHEEL', quantity: '10', dueOn: '2026-03-20' });
    await shop.wants('one', [['WHEEL', '4', 'manufactured']], '2026-04-02');
    await shop.wants('two', [['WHEEL', '6', 'manufactured']], '2026-04-01');
    await shop.settle();
    const [order] = await shop.orders('WHEEL');
    await shop.start(order?.id);
    await shop.complete(order?.id, '7', { scrapped: '3' });
    await shop.settle({ copies: 2 });
    expect(await pegsOf('WHEEL')).toEqual([
      ['10', '1/1', '6/6'],
      ['3', '0/3'],
    ]);
  });

  it('what a person cancels is planned again for everybody who waits', async () => {
    const { id } = await shop.does(ORDERS, { sku: 'WHEEL', quantity: '10', dueOn: '2026-03-20' });
    await shop.wants('one', [['WHEEL', '4', 'manufactured']]);
    await shop.wants('two', [['WHEEL', '6', 'manufactured']]);
    await shop.settle();
    await shop.does(`${ORDERS}/${id}/cancel`);
    await shop.settle({ copies: 2 });
    expect(await pegsOf('WHEEL')).toEqual([['10'], ['4', '0/4'], ['6', '0/6']]);
  });
});

describe('goods that turn up', () => {
  const kept = async (sku: string) =>
    (await shop.orders(sku)).map(({ state, quantity, pegs }) =>
      [state, quantity, ...pegs.map((peg: { quantity: string }) => peg.quantity)].join(' '),
    );

  it('for all that a demand waits for cancel what was planned for it and has not begun, level by level', async () => {
    await shop.wants('one', [['BIKE', '2', 'manufactured']]);
    await shop.settle();
    await shop.putIn([['BIKE', '2', '250.00']]);
    await shop.settle({ copies: 2 });
    expect(await kept('BIKE')).toEqual(['cancelled 2']);
    expect(await kept('WHEEL')).toEqual(['cancelled 4']);
    expect((await shop.bought()).every((state) => state.endsWith('cancelled'))).toBe(true);
    expect(await shop.stock('BIKE')).toMatchObject({ onHand: '2', reserved: '2' });
  });

  it('for a part leave a surplus that covers the next shortage', async () => {
    await shop.wants('one', [['BIKE', '5', 'manufactured']]);
    await shop.settle();
    await shop.putIn([['BIKE', '2', '250.00']]);
    await shop.settle();
    expect(await kept('BIKE')).toEqual(['planned 5 3']);
    await shop.wants('two', [['BIKE', '2', 'manufactured']]);
    await shop.settle();
    expect(await kept('BIKE')).toEqual(['planned 5 3 2']);
  });

  it('and are used up before supply hears of them cancel it all the same', async () => {
    await shop.wants('one', [['BIKE', '1', 'manufactured']]);
    await shop.settle();
    await shop.putIn([
      ['FRAME', '1', '80.00'],
      ['WHEEL', '2', '33.00'],
    ]);
    // Inventory gives the goods to the bike, which is ready; that they need no supply waits in the queues.
    await shop.settle({ most: 2 });
    const [bike] = await shop.orders('BIKE');
    await shop.start(bike?.id);
    await shop.settle();
    expect(await kept('WHEEL')).toEqual(['cancelled 2']);
    expect((await shop.bought()).every((state) => state.endsWith('cancelled'))).toBe(true);
  });

  it('leave alone what was begun: it goes on for stock', async () => {
    await shop.putIn([
      ['RIM', '10', '15.00'],
      ['SPOKE', '320', '0.20'],
    ]);
    await shop.wants('one', [['WHEEL', '10', 'manufactured']]);
    await shop.settle();
    const [order] = await shop.orders('WHEEL');
    await shop.start(order?.id);
    await shop.putIn([['WHEEL', '10', '30.00']]);
    await shop.settle();
    expect(await kept('WHEEL')).toEqual(['in_progress 10']);
    await shop.complete(order?.id, '10');
    await shop.settle();
    expect(await shop.stock('WHEEL')).toMatchObject({ onHand: '20', reserved: '10', available: '10' });
  });

  it('before the shortage is heard of leave less to plan', async () => {
    await shop.wants('one', [['BIKE', '5', 'manufactured']]);
    // Inventory alone has heard of the demand: its shortage waits in production's queue.
    await shop.settle({ pick: () => 0, most: 1 });
    await shop.putIn([['BIKE', '2', '250.00']]);
    await shop.settle({ pick: () => 0.999 });
    expect(await kept('BIKE')).toEqual(['planned 3 3']);
  });

  it.each([1, 2, 3, 4, 5, 6])('and scrap at once leave nobody waiting for ever (seed %i)', async (seed) => {
    await shop.putIn([
      ['RIM', '40', '15.00'],
      ['SPOKE', '1280', '0.20'],
    ]);
    await shop.wants('one', [['WHEEL', '10', 'manufactured']]);
    await shop.settle();
    const [order] = await shop.orders('WHEEL');
    await shop.start(order?.id);
    await shop.complete(order?.id, '3');
    await shop.putIn([['WHEEL', '4', '30.00']]);
    await shop.complete(order?.id, '0', { scrapped: '6' });
    await shop.does(`${ORDERS}/${order?.id}/close`);
    await shop.settle({ pick: seeded(seed), copies: 2 });
    const waiting = (await shop.orders('WHEEL')).filter(({ state }) => state === 'ready');
    const planned = waiting.flatMap(({ pegs }) => pegs).reduce((sum, peg) => sum + Number(peg.quantity), 0);
    expect(planned).toBeGreaterThanOrEqual(3);
    for (const { id, quantity } of waiting) {
      await shop.start(id);
      await shop.complete(id, quantity);
    }
    await shop.settle();
    expect(await shop.stock('WHEEL')).toMatchObject({ reserved: '10', waiting: '0' });
  });
});

describe('facts about a product', () => {
  it('its cost rolls up through every level, from stock, standard cost or the vendor’s price (P5, P6)', async () => {
    const context = shop.tenant.context();
    const idOf = (sku: string) => shop.products.get(sku) ?? '';
    expect(await estimateCost(context, idOf('BIKE'), TODAY)).toEqual({
      material: (80 + 2 * 21.4) * 1_000_000,
      conversion: (36 + 2 * 12) * 1_000_000,
      total: (80 + 2 * 21.4 + 60) * 1_000_000,
    });
    await shop.putIn([['FRAME', '2', '90.00']]);
    expect(await estimateUnitCost(context, idOf('FRAME'), TODAY)).toBe(90_000_000);
    expect(await estimateUnitCost(context, idOf('BIKE'), TODAY)).toBe((90 + 2 * 21.4 + 60) * 1_000_000);
    const bell = await shop.addProduct('BELL', { standardCost: { amount: '3.5', currency: 'EUR' } });
    expect(await estimateUnitCost(context, bell, TODAY)).toBe(3_500_000);
    const unknown = await shop.addProduct('RARE');
    expect(await estimateUnitCost(context, unknown, TODAY)).toBeUndefined();
    expect(await estimateUnitCost(context, 'prd_unknown', TODAY)).toBeUndefined();
  });

  it('G8: its lead time is its own after its slowest component at every level, not their sum', async () => {
    const context = shop.tenant.context();
    const other = await shop.addVendor('Slow Ltd');
    await shop.addProduct('SADDLE');
    await shop.addPrice(other, 'SADDLE', '9.00', { leadDays: 7 });
    const made = await shop.addProduct('SEATED', { kind: 'manufactured' });
    await shop.addBom('SEATED', { FRAME: '1', SADDLE: '1' });
    expect(await leadDaysFor(context, made, TODAY)).toBe(7);
    // Rims in 5 days, wheel 1, bike 3.
    expect(await leadDaysFor(context, shop.products.get('BIKE') ?? '', TODAY)).toBe(9);
    expect(await leadDaysFor(context, shop.products.get('RIM') ?? '', TODAY)).toBe(5);
  });
});

describe('a demand that is gone (I4)', () => {
  it('cancels every level that has not started, and its requisitions', async () => {
    const order = await shop.wants('one', [['BIKE', '2', 'manufactured']]);
    await shop.settle();
    await shop.cancel(order);
    await shop.settle({ copies: 2 });
    expect(await stateOf('BIKE')).toEqual(['2 cancelled']);
    expect(await stateOf('WHEEL')).toEqual(['4 cancelled']);
    expect((await shop.bought()).every((state) => state.endsWith('cancelled'))).toBe(true);
    expect(shop.tenant.events('production.order.cancelled')).toHaveLength(2);
  });

  it('leaves what another demand has planned', async () => {
    const one = await shop.wants('one', [['BIKE', '1', 'manufactured']]);
    await shop.wants('two', [['BIKE', '1', 'manufactured']]);
    await shop.settle();
    await shop.cancel(one);
    await shop.settle();
    expect((await stateOf('BIKE')).sort()).toEqual(['1 cancelled', '1 planned']);
    expect((await stateOf('WHEEL')).sort()).toEqual(['2 cancelled', '2 planned']);
  });

  it.each([1, 2, 3, 4, 5, 6])('plans nothing, in whatever order the news comes (seed %i)', async (seed) => {
    const order = await shop.wants('one', [['BIKE', '2', 'manufactured']]);
    await shop.cancel(order);
    const pick = seeded(seed);
    await shop.settle({ pick, copies: 2 });
    await shop.redeliver({ pick });
    const open = (await shop.rows(`${ORDERS}?limit=200`)).filter(({ state }) => state !== 'cancelled');
    expect(open).toEqual([]);
    expect((await shop.bought()).filter((state) => state.endsWith('open'))).toEqual([]);
    expect(await shop.stock('FRAME')).toMatchObject({ reserved: '0' });
  });
});
