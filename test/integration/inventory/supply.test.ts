import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Consumption, Receipt } from '../../../domain/inventory/index.ts';
import { consumeReservation, receiveStock, reservationIdFor, stockFor } from '../../../domain/inventory/index.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { faultsOf, makeIdOf, openStockRoom, orderIdOf, type StockRoom } from './stock-room.ts';

let room: StockRoom;
beforeEach(async () => {
  room = await openStockRoom();
});
afterEach(() => {
  expect(faultsOf(room)).toEqual([]);
  room.close();
});

const units = (count: number) => count * 1_000_000;
const base = { on: '2026-03-02', source: { kind: 'test', id: 'test' } } as const;
const rsv = (name: string) => reservationIdFor(room.tenant.id, { kind: 'sales_order', id: orderIdOf(name) });
const receive = (receipt: Omit<Receipt, 'on' | 'source'>) =>
  commit(room.tenant.context(), (work) => receiveStock(work, { ...base, ...receipt }));
const consume = (consumption: Omit<Consumption, 'on' | 'source'>) =>
  commit(room.tenant.context(), (work) => consumeReservation(work, { ...base, ...consumption }));
const peg = (name: string, quantity: number, lineId = '1') => ({
  reservationId: rsv(name),
  lineId,
  quantity: units(quantity),
});

describe('supply that comes in', () => {
  it('is kept for the demand that it was made for from the moment it is there, and makes its line whole', async () => {
    const productId = await room.addProduct('FRAME');
    await room.confirm(orderIdOf('first'), [['FRAME', '2']], { requiredOn: '2026-06-01' });
    await room.confirm(orderIdOf('second'), [['FRAME', '2']], { requiredOn: '2026-05-01' });
    await room.settle();
    await receive({
      kind: 'output',
      lines: [{ productId, quantity: units(3), valueMinor: 24_000, pegs: [peg('first', 2)] }],
    });
    // In stock and already not available, though the reaction has not run.
    expect(await room.stock('FRAME')).toMatchObject({ onHand: '3', reserved: '2', available: '1' });
    await room.settle();
    expect((await room.reservation(orderIdOf('first'))).complete).toBe(true);
    // G9: the other demand is older, but gets only what nobody's supply is.
    expect((await room.reservation(orderIdOf('second'))).lines[0]).toMatchObject({ reserved: '1', short: '1' });
  });

  it('beyond what the line still lacks is free and serves who waits', async () => {
    const productId = await room.addProduct('FRAME');
    await room.confirm(orderIdOf('first'), [['FRAME', '2']], { requiredOn: '2026-04-01' });
    await room.confirm(orderIdOf('second'), [['FRAME', '1']], { requiredOn: '2026-05-01' });
    await room.settle();
    await room.putIn([['FRAME', '1', '80.00']]);
    await room.settle();
    await receive({
      kind: 'receipt',
      lines: [{ productId, quantity: units(2), valueMinor: 16_000, pegs: [peg('first', 2)] }],
    });
    await room.settle();
    expect((await room.reservation(orderIdOf('first'))).complete).toBe(true);
    expect((await room.reservation(orderIdOf('second'))).complete).toBe(true);
  });

  it('for a demand that is gone is free', async () => {
    const productId = await room.addProduct('FRAME');
    await room.confirm(orderIdOf('first'), [['FRAME', '2']]);
    await room.settle();
    await room.cancel(orderIdOf('first'));
    await receive({
      kind: 'output',
      lines: [{ productId, quantity: units(2), valueMinor: 1, pegs: [peg('first', 2)] }],
    });
    await room.settle();
    expect(await room.stock('FRAME')).toMatchObject({ reserved: '0', available: '2' });
  });

  it('at a quarantine is promised to nobody; moved out of it, it serves who waits', async () => {
    await room.tenant.post('/inventory/locations', { code: 'QA', kind: 'quarantine' });
    const productId = await room.addProduct('FRAME');
    await room.confirm(orderIdOf('first'), [['FRAME', '2']]);
    await room.settle();
    const [qa] = (await room.tenant.get('/inventory/locations?code=QA')).body.data;
    await receive({
      kind: 'output',
      lines: [{ productId, locationId: qa.id, quantity: units(2), valueMinor: 1, pegs: [peg('first', 2)] }],
    });
    await room.settle();
    expect(await room.stock('FRAME')).toMatchObject({ onHand: '2', reserved: '0', available: '0', waiting: '2' });
    const moved = await room.tenant.post('/inventory/transfers', {
      lines: [{ sku: 'FRAME', from: 'QA', to: 'MAIN', quantity: '2' }],
    });
    expect(moved.status).toBe(201);
    await room.settle();
    expect(await room.stock('FRAME')).toMatchObject({ reserved: '2', available: '0', waiting: '0' });
  });

  it('that scrap left short is asked for again, once, whichever news comes first', async () => {
    const productId = await room.addProduct('FRAME');
    for (const [name, order] of [
      ['goods first', 0],
      ['news first', 0.99],
    ] as const) {
      await room.confirm(orderIdOf(name), [['FRAME', '10']]);
      await room.settle();
      await receive({
        kind: 'output',
        lines: [{ productId, quantity: units(8), valueMinor: 8, pegs: [peg(name, 8)] }],
      });
      await room.complete(makeIdOf(name), { planned: '10', produced: '8', reservationId: rsv(name), lineId: '1' });
      await room.settle({ pick: () => order, copies: 2 });
      const short = room.tenant.events('inventory.stock.short').filter(({ subject }) => subject === rsv(name));
      expect(short.map(({ data }) => (data as { lines: { quantity: string }[] }).lines[0]?.quantity)).toEqual([
        '10',
        '2',
      ]);
      expect((await room.reservation(orderIdOf(name))).lines[0]).toMatchObject({
        reserved: '8',
        short: '2',
      });
    }
  });

  it('that a person cancelled is asked for again while its demand is there, and not after', async () => {
    await room.addProduct('FRAME');
    await room.confirm(orderIdOf('one'), [['FRAME', '4']]);
    await room.settle();
    const peg = { reservationId: rsv('one'), lineId: '1', quantity: '4' };
    await room.cancelProduction(makeIdOf('first'), peg);
    await room.settle({ copies: 2 });
    expect(room.tenant.events('inventory.stock.short')).toHaveLength(2);
    await room.cancel(orderIdOf('one'));
    await room.settle();
    await room.cancelProduction(makeIdOf('second'), peg);
    await room.settle();
    expect(room.tenant.events('inventory.stock.short')).toHaveLength(2);
  });

  it('of one product in two lines of one commit counts both', async () => {
    const productId = await room.addProduct('FRAME');
    const before = room.tenant.events('inventory.stock.moved').length;
    await receive({
      kind: 'receipt',
      lines: [
        { productId, quantity: units(1), valueMinor: 100 },
        { productId, quantity: units(2), valueMinor: 50 },
      ],
    });
    expect(await room.stock('FRAME')).toMatchObject({ onHand: '3', value: { amount: '1.50' } });
    expect(room.tenant.events('inventory.stock.moved').length).toBe(before + 1);
    expect((await stockFor(room.tenant.context(), [productId])).get(productId)?.valueMinor).toBe(150);
    expect((await room.stock('FRAME')).byLocation).toMatchObject([{ location: 'MAIN', onHand: '3' }]);
  });
});

describe('goods that go out', () => {
  it('leave at cost, with their journal entry, and fulfil the reservation', async () => {
    const productId = await room.addProduct('BELL');
    await room.putIn([
      ['BELL', '3', '1.00'],
      ['BELL', '1', '2.01'],
    ]);
    await room.confirm(orderIdOf('one'), [
      ['BELL', '3'],
      ['BELL', '1'],
    ]);
    await room.settle();
    const out = await consume({
      reservationId: rsv('one'),
      kind: 'dispatch',
      lines: [
        { lineId: '1', quantity: units(3) },
        { lineId: '2', quantity: units(1) },
      ],
    });
    expect(out.lines.map(({ quantity, valueMinor }) => [quantity, valueMinor])).toEqual([
      [units(3), 376],
      [units(1), 125],
    ]);
    expect(out.journalEntryId).toBeDefined();
    expect(await room.stock('BELL')).toMatchObject({ onHand: '0', reserved: '0', value: { amount: '0.00' } });
    expect((await room.reservation(orderIdOf('one'))).state).toBe('fulfilled');
    // And back, at the cost at which they left.
    await receive({ kind: 'return', lines: [{ productId, quantity: units(1), valueMinor: 125 }] });
    expect(await room.stock('BELL')).toMatchObject({ onHand: '1', value: { amount: '1.25' } });
  });

  it('without value have an entry and no journal entry', async () => {
    await room.addProduct('LEAFLET');
    await room.putIn([['LEAFLET', '3', '0.00']]);
    await room.confirm(orderIdOf('one'), [['LEAFLET', '3']]);
    await room.settle();
    const out = await consume({
      reservationId: rsv('one'),
      kind: 'dispatch',
      lines: [{ lineId: '1', quantity: units(3) }],
    });
    expect(out).not.toHaveProperty('journalEntryId');
    const entry = await room.tenant.get(`/inventory/entries/${out.entryId}`);
    expect(entry.body).toMatchObject({ kind: 'dispatch', journalEntryId: null });
  });

  it('are refused beyond what is reserved and after a release, and nothing moves', async () => {
    await room.addProduct('BELL');
    await room.putIn([['BELL', '3', '1.00']]);
    await room.confirm(orderIdOf('one'), [['BELL', '5']]);
    await room.settle();
    const dispatch = (quantity: number) =>
      consume({ reservationId: rsv('one'), kind: 'dispatch', lines: [{ lineId: '1', quantity: units(quantity) }] });
    await expect(dispatch(4)).rejects.toMatchObject({ code: 'inventory.reservation.short' });
    await room.cancel(orderIdOf('one'));
    await room.settle();
    await expect(dispatch(1)).rejects.toMatchObject({ code: 'inventory.reservation.illegal_transition' });
    expect(await room.stock('BELL')).toMatchObject({ onHand: '3', reserved: '0' });
  });

  it('S9: what was not sent stays reserved or short, and is freed with its order', async () => {
    await room.addProduct('BELL');
    await room.putIn([['BELL', '3', '1.00']]);
    await room.confirm(orderIdOf('one'), [['BELL', '5']]);
    await room.settle();
    await consume({ reservationId: rsv('one'), kind: 'dispatch', lines: [{ lineId: '1', quantity: units(2) }] });
    expect((await room.reservation(orderIdOf('one'))).lines[0]).toMatchObject({
      reserved: '3',
      consumed: '2',
      short: '2',
    });
    await room.cancel(orderIdOf('one'));
    await room.settle();
    expect(room.tenant.events('inventory.reservation.released')[0]?.data).toMatchObject({ lines: [{ quantity: '3' }] });
    expect(await room.stock('BELL')).toMatchObject({ onHand: '1', reserved: '0', waiting: '0' });
  });

  it('fifo: leave in the order in which they came', async () => {
    await room.addProduct('LAMP', { valuationMethod: 'fifo' });
    await room.putIn([['LAMP', '1', '1.00']]);
    await room.putIn([['LAMP', '2', '3.00']]);
    await room.confirm(orderIdOf('one'), [['LAMP', '2']]);
    await room.settle();
    const out = await consume({
      reservationId: rsv('one'),
      kind: 'issue',
      lines: [{ lineId: '1', quantity: units(2) }],
    });
    expect(out.lines[0]?.valueMinor).toBe(400);
    expect(await room.stock('LAMP')).toMatchObject({ method: 'fifo', onHand: '1', value: { amount: '3.00' } });
  });
});
