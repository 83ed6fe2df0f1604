/** The reservation model under random interleavings: whatever happens in whatever order, inventory's books hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consumeReservation, receiveStock, reservationFor, reservationIdFor } from '../../../domain/inventory/index.ts';
import { isRejection } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { faultsOf, openStockRoom, orderIdOf, type StockRoom, seeded } from './stock-room.ts';

const SKUS = ['AVERAGE', 'FIFO', 'ORDERED'] as const;
const order = fc.integer({ min: 0, max: 5 });
const amount = fc.integer({ min: 1, max: 9 });
const sku = fc.constantFrom(...SKUS);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('confirm' as const),
      order,
      sku,
      other: sku,
      amount,
      day: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('receive' as const), sku, amount, value: fc.nat(500) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('supply' as const),
      order,
      share: fc.integer({ min: 1, max: 3 }),
      value: fc.nat(500),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), order }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('consume' as const), order }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('adjust' as const), sku, amount }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      seed: fc.nat(1_000),
      copies: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('at once' as const), sku, amount }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const base = { on: '2026-03-02', source: { kind: 'test', id: 'test' } } as const;
const units = (count: number) => count * 1_000_000;

async function play(room: StockRoom, one: Step): Promise<void> {
  const { tenant } = room;
  const orderId = 'order' in one ? orderIdOf(`order ${one.order}`) : '';
  const reservationId = reservationIdFor(tenant.id, { kind: 'sales_order', id: orderId });
  const lines = async () => (await reservationFor(tenant.context(), reservationId))?.lines ?? [];
  const productOf = (name: string) => room.products.get(name) ?? '';
  switch (one.do) {
    case 'confirm':
      return room.confirm(
        orderId,
        [
          [one.sku, `${one.amount}`],
          [one.other, '2'],
        ],
        { requiredOn: `2026-04-0${one.day}` },
      );
    case 'cancel':
      return room.cancel(orderId);
    case 'settle':
      return room.settle({ pick: seeded(one.seed), copies: one.copies });
    case 'at once': {
      const came = { productId: productOf(one.sku), quantity: units(one.amount), valueMinor: one.amount };
      const receipt = commit(tenant.context(), (work) =>
        receiveStock(work, { ...base, kind: 'receipt', lines: [came] }),
      );
      const [failures] = await Promise.all([room.settleTogether(), receipt]);
      expect(failures).toBe(0);
      return;
    }
    case 'receive': {
      const came = { productId: productOf(one.sku), quantity: units(one.amount), valueMinor: one.value };
      await commit(tenant.context(), (work) => receiveStock(work, { ...base, kind: 'receipt', lines: [came] }));
      return;
    }
    case 'supply': {
      const came = (await lines())
        .filter(({ short }) => short > 0)
        .map(({ lineId, productId, short }) => {
          const quantity = Math.ceil(short / units(one.share)) * units(1);
          return { productId, quantity, valueMinor: one.value, pegs: [{ reservationId, lineId, quantity }] };
        });
      if (came.length === 0) return;
      await commit(tenant.context(), (work) => receiveStock(work, { ...base, kind: 'output', lines: came }));
      return;
    }
    case 'consume': {
      const out = (await lines())
        .filter((line) => line.reserved > line.consumed)
        .map((line) => ({ lineId: line.lineId, quantity: line.reserved - line.consumed }));
      if (out.length === 0) return;
      await commit(tenant.context(), (work) =>
        consumeReservation(work, { ...base, reservationId, kind: 'dispatch', lines: out }),
      ).catch((error: unknown) => {
        if (!isRejection(error)) throw error;
      });
      return;
    }
    case 'adjust':
      await tenant.post('/inventory/adjustments', {
        reason: 'Lost',
        lines: [{ sku: one.sku, quantity: `-${one.amount}` }],
      });
  }
}

describe('reservations under random interleavings', () => {
  it('keep the books, and serve whoever waits while anything is free', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const room = await openStockRoom('interleavings');
        await room.addProduct('AVERAGE');
        await room.addProduct('FIFO', { valuationMethod: 'fifo' });
        await room.addProduct('ORDERED', { supplyPolicy: 'to_order' });
        for (const one of steps) await play(room, one);
        await room.settle({ pick: seeded(steps.length), copies: 2 });
        expect(faultsOf(room)).toEqual([]);
        room.close();
      }),
      { numRuns: 40 },
    );
  });
});
