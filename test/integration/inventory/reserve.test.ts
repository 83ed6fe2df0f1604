import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReservation } from '../../../domain/inventory/parts/open-reservation.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { faultsOf, makeIdOf, openStockRoom, orderIdOf, type StockRoom, seeded } from './stock-room.ts';

let room: StockRoom;
beforeEach(async () => {
  room = await openStockRoom();
});
afterEach(() => {
  expect(faultsOf(room)).toEqual([]);
  room.close();
});

const told = (type: string) =>
  room.tenant.events(type).map(({ data }) => {
    const { lines, complete } = data as { lines: { sku: string; quantity: string }[]; complete?: boolean };
    return [...lines.map(({ sku, quantity }) => `${quantity} ${sku}`), ...(complete === true ? ['complete'] : [])];
  });

describe('a confirmed order', () => {
  it('S3: 20 at once for one of 10 in stock: exactly 10 have it, 10 are truly short, none fails', async () => {
    await room.addProduct('BELL');
    await room.putIn([['BELL', '10', '3.00']]);
    await room.settle();
    const ids = Array.from({ length: 20 }, (_, index) => orderIdOf(`order ${index}`));
    for (const id of ids) await room.confirm(id, [['BELL', '1']]);
    expect(await room.settleTogether()).toBe(0);
    await room.settle();
    expect(told('inventory.stock.reserved')).toEqual(Array.from({ length: 10 }, () => ['1 BELL', 'complete']));
    expect(told('inventory.stock.short')).toEqual(Array.from({ length: 10 }, () => ['1 BELL']));
    expect(await room.stock('BELL')).toMatchObject({
      onHand: '10',
      reserved: '10',
      available: '0',
      waiting: '10',
      projected: '0',
    });
  });

  it('S3: many at once for more than one line each neither take too much nor fail', async () => {
    for (const sku of ['BELL', 'LAMP', 'LOCK']) await room.addProduct(sku);
    await room.putIn([
      ['BELL', '10', '3.00'],
      ['LAMP', '7', '5.00'],
      ['LOCK', '20', '8.00'],
    ]);
    await room.settle();
    for (let index = 0; index < 12; index += 1) {
      await room.confirm(orderIdOf(`order ${index}`), [
        ['BELL', '3'],
        ['LAMP', '2'],
        ['LOCK', '1'],
      ]);
    }
    expect(await room.settleTogether()).toBe(0);
    await room.settle();
    expect(await room.stock('BELL')).toMatchObject({ reserved: '10', available: '0', waiting: '26' });
    expect(await room.stock('LAMP')).toMatchObject({ reserved: '7', available: '0', waiting: '17' });
    expect(await room.stock('LOCK')).toMatchObject({ reserved: '12', available: '8', waiting: '0' });
  });

  it('takes from the default location first and then from others, over several if need be', async () => {
    for (const code of ['SHELF', 'ANNEX']) await room.tenant.post('/inventory/locations', { code });
    await room.addProduct('BELL');
    await room.putIn([
      ['BELL', '2', '3.00', 'SHELF'],
      ['BELL', '2', '3.00', 'ANNEX'],
      ['BELL', '1', '3.00'],
    ]);
    await room.confirm(orderIdOf('one'), [['BELL', '4']]);
    await room.settle();
    const { byLocation } = await room.stock('BELL');
    expect(byLocation.map(({ location, reserved }) => `${location} ${reserved}`)).toEqual([
      'ANNEX 2',
      'MAIN 1',
      'SHELF 1',
    ]);
  });

  it('says a line reserved when it is whole, not before, and complete when all are', async () => {
    for (const sku of ['BELL', 'LAMP']) await room.addProduct(sku);
    await room.putIn([
      ['BELL', '5', '3.00'],
      ['LAMP', '1', '5.00'],
    ]);
    await room.confirm(orderIdOf('one'), [
      ['BELL', '5'],
      ['LAMP', '3'],
    ]);
    await room.settle();
    expect(told('inventory.stock.reserved')).toEqual([['5 BELL']]);
    expect(told('inventory.stock.short')).toEqual([['2 LAMP']]);
    await room.putIn([['LAMP', '1', '5.00']]);
    await room.settle();
    expect(told('inventory.stock.reserved')).toEqual([['5 BELL']]);
    await room.putIn([['LAMP', '4', '5.00']]);
    await room.settle();
    expect(told('inventory.stock.reserved')).toEqual([['5 BELL'], ['3 LAMP', 'complete']]);
    expect(told('inventory.stock.short')).toEqual([['2 LAMP']]);
    expect(await room.stock('LAMP')).toMatchObject({ onHand: '6', reserved: '3', available: '3', waiting: '0' });
  });

  it('of services alone reserves nothing; services beside goods are left out', async () => {
    await room.addProduct('SERVICE', { kind: 'service' });
    await room.addProduct('BELL');
    await room.putIn([['BELL', '1', '3.00']]);
    await room.confirm(orderIdOf('one'), [['SERVICE', '2']]);
    await room.confirm(orderIdOf('two'), [
      ['SERVICE', '2'],
      ['BELL', '1'],
    ]);
    await room.settle();
    expect((await room.tenant.get(`/inventory/reservations?salesOrderId=${orderIdOf('one')}`)).body.data).toEqual([]);
    expect((await room.tenant.get('/inventory/reservations')).status).toBe(422);
    expect(told('inventory.stock.reserved')).toEqual([['1 BELL', 'complete']]);
  });

  it('never takes free stock for a product made to order, and does not wait for it', async () => {
    await room.addProduct('FRAME', { supplyPolicy: 'to_order' });
    await room.putIn([['FRAME', '5', '80.00']]);
    await room.confirm(orderIdOf('one'), [['FRAME', '2']]);
    await room.settle();
    await room.putIn([['FRAME', '1', '80.00']]);
    await room.settle();
    expect(told('inventory.stock.short')).toEqual([['2 FRAME']]);
    expect(await room.stock('FRAME')).toMatchObject({ reserved: '0', available: '6', waiting: '0' });
  });

  it('with many lines is reserved in steps, and released in steps', async () => {
    const skus = Array.from({ length: 21 }, (_, index) => `PART-${String(index).padStart(2, '0')}`);
    for (const sku of skus) await room.addProduct(sku);
    await room.putIn(
      skus
        .slice(0, 20)
        .map((sku) => [sku, '3', '1.00'] as const)
        .map(([a, b, c]) => [a, b, c]),
    );
    await room.confirm(
      orderIdOf('one'),
      skus.map((sku) => [sku, '2'] as const),
    );
    await room.settle({ copies: 2 });
    expect(told('inventory.stock.reserved').flat()).toHaveLength(20);
    expect(told('inventory.stock.short')).toEqual([['2 PART-20']]);
    expect(room.tenant.events('inventory.reservation.continued')).toHaveLength(2);
    await room.cancel(orderIdOf('one'));
    await room.settle({ copies: 2 });
    expect(room.tenant.events('inventory.reservation.released')).toHaveLength(1);
    for (const sku of skus) expect(await room.stock(sku)).toMatchObject({ reserved: '0', waiting: '0' });
  });

  it('cancelled while its lines are still being reserved keeps none of them, in any order of delivery', async () => {
    const skus = Array.from({ length: 12 }, (_, index) => `PART-${index}`);
    for (const sku of skus) await room.addProduct(sku);
    await room.putIn(skus.map((sku) => [sku, '3', '1.00'] as const).map(([a, b, c]) => [a, b, c]));
    for (let seed = 1; seed <= 8; seed += 1) {
      const id = orderIdOf(`order ${seed}`);
      await room.confirm(
        id,
        skus.map((sku) => [sku, '2'] as const),
      );
      await room.cancel(id);
      await room.settle({ pick: seeded(seed), copies: 2 });
      for (const sku of skus) expect(await room.stock(sku)).toMatchObject({ reserved: '0', waiting: '0' });
    }
  });
});

describe('a race', () => {
  it('between being short and goods that come in leaves nobody waiting while goods are free', async () => {
    const productId = await room.addProduct('BELL');
    await room.putIn([['BELL', '1', '3.00']]);
    await room.settle();
    const orderId = orderIdOf('one');
    let runs = 0;
    await commit(room.tenant.context(), async (work) => {
      runs += 1;
      await openReservation(work, {
        demand: { kind: 'sales_order', id: orderId },
        correlationId: 'loop',
        neededOn: '2026-04-01',
        shippingPolicy: 'partial',
        lines: [{ lineId: '1', productId, sku: 'BELL', kind: 'purchased', quantity: '3' }],
      });
      if (runs > 1) return;
      // Decided: short by 2. Before that is written, 2 come in, and find nobody waiting.
      await room.putIn([['BELL', '2', '3.00']]);
      await room.settle();
    });
    await room.settle();
    expect(runs).toBe(2);
    expect(await room.stock('BELL')).toMatchObject({ reserved: '3', available: '0', waiting: '0' });
  });
});

describe('a demand that is gone', () => {
  it('frees its goods for who waits, the oldest need first', async () => {
    await room.addProduct('BELL');
    await room.putIn([['BELL', '5', '3.00']]);
    await room.confirm(orderIdOf('holder'), [['BELL', '5']]);
    await room.settle();
    await room.confirm(orderIdOf('later'), [['BELL', '4']], { requiredOn: '2026-05-01' });
    await room.confirm(orderIdOf('sooner'), [['BELL', '3']], { requiredOn: '2026-04-01' });
    await room.settle();
    await room.cancel(orderIdOf('holder'));
    await room.settle();
    expect((await room.reservation(orderIdOf('sooner'))).complete).toBe(true);
    expect((await room.reservation(orderIdOf('later'))).lines[0]).toMatchObject({ reserved: '2', short: '2' });
  });

  it('that was never heard of leaves a mark: the late confirmation reserves nothing', async () => {
    await room.addProduct('BELL');
    await room.putIn([['BELL', '5', '3.00']]);
    await room.cancel(orderIdOf('one'));
    await room.settle();
    await room.confirm(orderIdOf('one'), [['BELL', '5']]);
    await room.settle();
    expect(await room.stock('BELL')).toMatchObject({ reserved: '0', available: '5' });
    expect(told('inventory.stock.reserved')).toEqual([]);
    expect((await room.reservation(orderIdOf('one'))).state).toBe('released');
  });

  it('in production lets go of its components', async () => {
    await room.addProduct('RIM');
    await room.putIn([['RIM', '4', '15.00']]);
    await room.plan(makeIdOf('wheel'), [['RIM', '4']]);
    await room.settle();
    expect(room.tenant.events('inventory.stock.reserved')[0]?.data).toMatchObject({
      demand: { kind: 'production_order', id: makeIdOf('wheel') },
      shippingPolicy: 'whole',
      complete: true,
    });
    await room.cancelProduction(makeIdOf('wheel'));
    await room.settle();
    expect(await room.stock('RIM')).toMatchObject({ reserved: '0', available: '4' });
    expect(room.tenant.events('inventory.reservation.released')).toHaveLength(1);
  });
});

describe('I5: events that come twice', () => {
  it('change nothing the second time', async () => {
    for (const sku of ['BELL', 'LAMP']) await room.addProduct(sku);
    await room.putIn([['BELL', '5', '3.00']]);
    await room.confirm(orderIdOf('one'), [
      ['BELL', '3'],
      ['LAMP', '2'],
    ]);
    await room.settle();
    await room.putIn([['LAMP', '2', '5.00']]);
    await room.confirm(orderIdOf('two'), [['BELL', '3']]);
    await room.settle();
    await room.cancel(orderIdOf('one'));
    await room.settle();
    const before = room.world.items().length;
    await room.redeliver({ copies: 2, pick: seeded(5) });
    expect(room.world.items()).toHaveLength(before);
    expect(await room.stock('BELL')).toMatchObject({ onHand: '5', reserved: '3', available: '2' });
  });
});
