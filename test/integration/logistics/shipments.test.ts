import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultsOf, orderIdOf, seeded } from '../inventory/stock-room.ts';
import { type DispatchBay, openDispatchBay, type Shipment } from './dispatch-bay.ts';

let bay: DispatchBay;
beforeEach(async () => {
  bay = await openDispatchBay();
  for (const sku of ['BELL', 'LAMP']) await bay.addProduct(sku);
});
afterEach(() => {
  expect(faultsOf(bay)).toEqual([]);
  bay.close();
});

const act = (shipment: Shipment | undefined, verb: string, body?: object, options: object = {}) =>
  bay.tenant.post(`/logistics/shipments/${shipment?.id}/${verb}`, body, options);
const brief = (shipments: readonly Shipment[]) =>
  shipments.map(({ state, lines }) => [state, ...lines.map(({ sku, quantity }) => `${quantity} ${sku}`)].join(' '));

describe('S13: a shipment', () => {
  it('is drafted, picked, dispatched and delivered, and costs what the stock says', async () => {
    await bay.putIn([
      ['BELL', '3', '1.00'],
      ['BELL', '1', '2.01'],
    ]);
    const orderId = await bay.order('one', [['BELL', '2']]);
    await bay.settle();
    const [draft] = await bay.shipments(orderId);
    expect(draft).toMatchObject({ number: 'DN-2026-00001', state: 'draft', accountName: 'Corner Cycles' });
    expect(draft?.lines).toMatchObject([
      { orderLineId: '1', sku: 'BELL', name: 'The BELL', quantity: '2', cost: null },
    ]);
    expect((await act(draft, 'pick')).body.state).toBe('picked');
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '4', reserved: '2' });
    const sent = await act(draft, 'dispatch', { carrier: 'DHL', trackingNumber: '0034' });
    expect(sent.body).toMatchObject({ state: 'dispatched', carrier: 'DHL', trackingNumber: '0034' });
    expect(sent.body.lines[0].cost).toEqual({ amount: '2.51', currency: 'EUR' });
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '2', reserved: '0', value: { amount: '2.50' } });
    const arrived = await act(draft, 'deliver', { receivedBy: 'A. Miller' });
    expect(arrived.body).toMatchObject({ state: 'delivered', receivedBy: 'A. Miller' });
    const types = bay.tenant.events().filter(({ subject }) => subject === draft?.id);
    expect(types.map(({ type, correlationId }) => `${type} ${correlationId === `loop-of-${orderId}`}`)).toEqual([
      'logistics.shipment.drafted true',
      'logistics.shipment.picked true',
      'logistics.shipment.dispatched true',
      'logistics.shipment.delivered true',
    ]);
    expect(types[2]?.data).toMatchObject({ lines: [{ quantity: '2', cost: { amount: '2.51' } }], carrier: 'DHL' });
  });

  it.each([
    ['dispatch', [], 409],
    ['deliver', [], 409],
    ['pick', ['pick'], 409],
    ['deliver', ['pick'], 409],
    ['dispatch', ['pick', 'dispatch'], 409],
    ['pick', ['pick', 'dispatch', 'deliver'], 409],
    ['deliver', ['pick', 'dispatch', 'deliver'], 409],
    ['dispatch', ['pick'], 200],
  ] as const)('answers to %s after %j as the table of states says: %i', async (verb, before, status) => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = await bay.order('one', [['BELL', '2']]);
    await bay.settle();
    const [shipment] = await bay.shipments(orderId);
    for (const step of before) expect((await act(shipment, step)).status).toBe(200);
    const stock = await bay.stock('BELL');
    const answer = await act(shipment, verb);
    expect(answer.status).toBe(status);
    if (status === 409) {
      expect(answer.body.code).toBe('logistics.shipment.illegal_transition');
      expect(await bay.stock('BELL')).toEqual(stock);
    }
  });

  it('is refused a stale version, an unknown field, an unknown or foreign id, a caller without the right', async () => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = await bay.order('one', [['BELL', '2']]);
    await bay.settle();
    const [shipment] = await bay.shipments(orderId);
    expect((await act(shipment, 'pick', undefined, { ifMatch: 7 })).status).toBe(412);
    expect((await act(shipment, 'dispatch', { carier: 'DHL' })).body.errors[0]).toMatchObject({ pointer: '/carier' });
    expect((await act({ ...(shipment as Shipment), id: 'shp_00000000000000000000000000' }, 'pick')).status).toBe(404);
    const other = await bay.world.tenant();
    const foreign = await other.post(`/logistics/shipments/${shipment?.id}/pick`);
    const unknown = await other.post('/logistics/shipments/shp_00000000000000000000000000/pick');
    expect([foreign.status, foreign.body.detail]).toEqual([404, unknown.body.detail]);
    expect((await bay.tenant.as(['sales']).post(`/logistics/shipments/${shipment?.id}/pick`)).status).toBe(403);
    expect(brief(await bay.shipments(orderId))).toEqual(['draft 2 BELL']);
  });

  it('of two dispatches at once one is done', async () => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = await bay.order('one', [['BELL', '2']]);
    await bay.settle();
    const [shipment] = await bay.shipments(orderId);
    await act(shipment, 'pick');
    const answers = await Promise.all([act(shipment, 'dispatch'), act(shipment, 'dispatch')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '3', reserved: '0' });
  });
});

describe('what is reserved ships', () => {
  it('partial: each line when it can', async () => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = await bay.order('one', [
      ['BELL', '2'],
      ['LAMP', '1'],
    ]);
    await bay.settle();
    expect(brief(await bay.shipments(orderId))).toEqual(['draft 2 BELL']);
    await bay.putIn([['LAMP', '1', '4.00']]);
    await bay.settle({ copies: 2 });
    expect(brief(await bay.shipments(orderId)).sort()).toEqual(['draft 1 LAMP', 'draft 2 BELL']);
  });

  it('partial: an order of many lines that are all there is one shipment, though reserved in steps', async () => {
    await bay.putIn([['BELL', '100', '1.00']]);
    const orderId = await bay.order(
      'large',
      Array.from({ length: 45 }, () => ['BELL', '1'] as const),
    );
    await bay.settle({ pick: seeded(3), copies: 2 });
    expect((await bay.shipments(orderId)).map(({ lines }) => lines.length).sort((a, b) => a - b)).toEqual([5, 40]);
    const drafted = bay.tenant.events('logistics.shipment.drafted');
    expect(drafted.reduce((sum, { data }) => sum + (data as { lines: unknown[] }).lines.length, 0)).toBe(45);
    await bay.sendOut(orderId);
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '55', reserved: '0' });
  });

  it('whole: all lines once all are there', async () => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = await bay.order(
      'one',
      [
        ['BELL', '2'],
        ['LAMP', '1'],
      ],
      'whole',
    );
    await bay.settle();
    expect(await bay.shipments(orderId)).toEqual([]);
    await bay.putIn([['LAMP', '1', '4.00']]);
    await bay.settle({ copies: 2 });
    expect(brief(await bay.shipments(orderId))).toEqual(['draft 2 BELL 1 LAMP']);
  });

  it('in shipments of at most 40 lines', async () => {
    await bay.putIn([['BELL', '100', '1.00']]);
    const orderId = await bay.order(
      'large',
      Array.from({ length: 45 }, () => ['BELL', '1'] as const),
      'whole',
    );
    await bay.settle({ copies: 2 });
    expect((await bay.shipments(orderId)).map(({ lines }) => lines.length).sort((a, b) => a - b)).toEqual([5, 40]);
    await bay.sendOut(orderId);
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '55', reserved: '0' });
  });

  it('waits for an order that is not in the book yet, and is drafted when it is', async () => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = orderIdOf('late');
    await bay.confirm(orderId, [['BELL', '2']]);
    await expect(bay.settle()).rejects.toThrow('logistics failed on inventory.stock.reserved');
    expect(await bay.shipments(orderId)).toEqual([]);
    await bay.order('late', [['BELL', '2']]);
    await bay.redeliver();
    expect(brief(await bay.shipments(orderId))).toEqual(['draft 2 BELL']);
  });
});

describe('a cancelled order', () => {
  it('cancels what has not left, and only that', async () => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = await bay.order('one', [
      ['BELL', '2'],
      ['LAMP', '1'],
    ]);
    await bay.settle();
    await bay.sendOut(orderId);
    await bay.putIn([['LAMP', '1', '4.00']]);
    await bay.settle();
    const [, lamp] = await bay.shipments(orderId);
    await act(lamp, 'pick');
    await bay.cancel(orderId);
    await bay.settle({ copies: 2 });
    expect(brief(await bay.shipments(orderId))).toEqual(['dispatched 2 BELL', 'cancelled 1 LAMP']);
    expect((await act(lamp, 'dispatch')).status).toBe(409);
    expect(await bay.stock('LAMP')).toMatchObject({ onHand: '1', reserved: '0' });
  });

  it('refuses the dispatch of a shipment that is not cancelled yet, since its goods are free', async () => {
    await bay.putIn([['BELL', '5', '1.00']]);
    const orderId = await bay.order('one', [['BELL', '2']]);
    await bay.settle();
    const [shipment] = await bay.shipments(orderId);
    await act(shipment, 'pick');
    await bay.cancel(orderId);
    // Inventory has heard of it, logistics has not.
    await bay.settle({ pick: () => 0 });
    expect((await act(shipment, 'dispatch')).status).toBe(409);
    expect(await bay.stock('BELL')).toMatchObject({ onHand: '5', reserved: '0' });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'leaves no open shipment in whatever order the news comes (seed %i)',
    async (seed) => {
      await bay.putIn([
        ['BELL', '5', '1.00'],
        ['LAMP', '5', '1.00'],
      ]);
      const orderId = await bay.order('one', [
        ['BELL', '2'],
        ['LAMP', '1'],
      ]);
      await bay.cancel(orderId);
      await bay.settle({ pick: seeded(seed), copies: 1 + (seed % 3) });
      for (const { state } of await bay.shipments(orderId)) expect(state).toBe('cancelled');
      for (const sku of ['BELL', 'LAMP']) expect(await bay.stock(sku)).toMatchObject({ reserved: '0', available: '5' });
    },
  );

  it('cancels many shipments in steps', async () => {
    const orderId = await bay.order(
      'many',
      Array.from({ length: 30 }, () => ['BELL', '1'] as const),
    );
    await bay.settle();
    for (let index = 0; index < 30; index += 1) {
      await bay.putIn([['BELL', '1', '1.00']]);
      await bay.settle();
    }
    expect(await bay.shipments(orderId)).toHaveLength(30);
    await bay.cancel(orderId);
    await bay.settle();
    expect(new Set((await bay.shipments(orderId)).map(({ state }) => state))).toEqual(new Set(['cancelled']));
  });
});
