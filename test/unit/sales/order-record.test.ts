import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billLines } from '../../../domain/finance/billing.ts';
import * as record from '../../../domain/sales/order.record.ts';
import type { Order } from '../../../domain/sales/order.schema.ts';
import { lineOf, orderOf, q } from './order-fixture.ts';

const AT = '2026-11-24T09:00:00.000Z';
type Step = { readonly name: string; readonly apply: (order: Order) => Order };

const run = (order: Order, steps: readonly Step[]) =>
  steps.reduce(
    (state, { apply }) => {
      const after = record.conclude(apply(state.order), AT);
      return {
        order: after.order,
        completed: state.completed + (after.completes ? 1 : 0),
        settled: state.settled + (after.settles ? 1 : 0),
      };
    },
    { order, completed: 0, settled: 0 },
  );

/** Everything that happens to an order of two lines that ships in parts, each part invoiced, then paid in parts. */
function story(order: Order, cuts: readonly number[], payments: readonly number[]): Step[] {
  const steps: Step[] = [
    { name: 'short', apply: (it) => record.recordShort(it, [{ lineId: 'line_1', quantity: q('4') }]) },
    { name: 'on order', apply: (it) => record.recordPurchaseOrdered(it, ['prd_2']) },
    { name: 'started', apply: (it) => record.recordProductionStarted(it, 'prd_1', 'line_1') },
    { name: 'produced', apply: (it) => record.recordProduced(it, 'prd_1', q('4'), 'line_1') },
    { name: 'component', apply: (it) => record.recordProductionStarted(it, 'prd_component', 'line_1') },
    { name: 'reserved', apply: (it) => record.recordReserved(it, [{ lineId: 'line_1', quantity: q('10') }]) },
  ];
  let billed: Record<string, number> = {};
  let totalMinor = 0;
  for (const [lineId, whole] of order.lines.map((line) => [line.lineId, line.quantity] as const)) {
    const parts = splitBy(whole, cuts);
    for (const quantity of parts) {
      const bill = billLines(order, billed, [{ orderLineId: lineId, quantity }]);
      billed = bill.billed;
      const netMinor = bill.lines.reduce((sum, line) => sum + line.netMinor, 0);
      const gross = bill.lines.reduce((sum, line) => sum + line.netMinor + line.taxMinor, 0);
      totalMinor += gross;
      steps.push(
        { name: 'dispatched', apply: (it) => record.recordDispatched(it, [{ lineId, quantity, costMinor: 7 }]) },
        { name: 'arrived', apply: (it) => record.recordArrived(it, [{ lineId, quantity }]) },
        {
          name: 'invoiced',
          apply: (it) =>
            record.recordInvoiced(it, {
              lines: [{ lineId, quantity, netMinor }],
              totalMinor: gross,
              depositMinor: 0,
            }),
        },
      );
    }
  }
  for (const allocatedMinor of splitBy(totalMinor, payments)) {
    steps.push({ name: 'paid', apply: (it) => record.recordPaid(it, { allocatedMinor }) });
  }
  return steps;
}

/** Splits a whole by weights into parts above zero that add up to it. */
function splitBy(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const parts = weights.slice(1).map((weight) => Math.floor((whole * weight) / sum));
  return [whole - parts.reduce((total, part) => total + part, 0), ...parts].filter((part) => part > 0);
}

const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

describe('an order’s progress', () => {
  it('comes to the same whatever the order of its events, and completes and settles once (I5)', () => {
    const order = orderOf({
      lines: [
        lineOf(),
        lineOf({
          lineId: 'line_2',
          productId: 'prd_2',
          kind: 'purchased',
          quantity: q('3'),
          netMinor: 1_000,
          taxMinor: 190,
        }),
      ],
    });
    fc.assert(
      fc.property(weights, weights, fc.infiniteStream(fc.nat()), (cuts, payments, picks) => {
        const steps = story(order, cuts, payments);
        const expected = run(order, steps);
        const left = [...steps];
        const shuffled = Array.from({ length: steps.length }, () => {
          const at = (picks.next().value ?? 0) % left.length;
          return left.splice(at, 1)[0] ?? steps[0];
        }).filter((step): step is Step => step !== undefined);
        const actual = run(order, shuffled);
        expect(actual).toEqual(expected);
        expect([expected.completed, expected.settled]).toEqual([1, 1]);
        expect(expected.order).toMatchObject({
          state: 'completed',
          settledAt: AT,
          billedMinor: 120_190,
          allocatedMinor: 120_190,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same order back where an event changes nothing', () => {
    const order = orderOf({ lines: [lineOf({ supply: 'reserved', short: q('4') })] });
    expect(record.recordReserved(order, [{ lineId: 'line_1', quantity: q('10') }])).toBe(order);
    expect(record.recordShort(order, [{ lineId: 'line_1', quantity: q('4') }])).toBe(order);
    expect(record.recordProductionStarted(order, 'prd_component')).toBe(order);
    expect(record.recordPurchaseOrdered(order, ['prd_other'])).toBe(order);
    expect(record.recordPaid(order, {})).toBe(order);
  });

  it('goods that crossed a cancellation turn it into a closing of the rest', () => {
    const cancelled = orderOf({ state: 'cancelled' });
    const after = record.recordDispatched(cancelled, [{ lineId: 'line_1', quantity: q('4'), costMinor: 100 }]);
    expect(after.state).toBe('closed');
    expect(after.lines[0]).toMatchObject({ delivered: q('4'), costMinor: 100 });
  });

  it('goods that came back unbilled are withheld; those for which nothing is left to credit are answered', () => {
    const back = [{ lineId: 'line_1', quantity: q('2') }];
    expect(record.recordWithheld(orderOf(), back, 'not_billed').lines[0]).toMatchObject({
      withheld: q('2'),
      returnCredited: 0,
    });
    expect(record.recordWithheld(orderOf(), back, 'nothing_to_credit').lines[0]).toMatchObject({
      withheld: 0,
      returnCredited: q('2'),
    });
  });

  it('a return lowers the cost by the cost at which the goods left', () => {
    const order = orderOf({ state: 'completed', lines: [lineOf({ delivered: q('10'), costMinor: 5_000 })] });
    const after = record.recordReturned(order, [{ lineId: 'line_1', quantity: q('2'), costMinor: 1_000 }]);
    expect(after.lines[0]).toMatchObject({ returned: q('2'), costMinor: 4_000 });
  });
});
