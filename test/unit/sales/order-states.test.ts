import { describe, expect, it } from 'vitest';
import { exposureOf, isSettled, paidOf, receivableOf, statusOf } from '../../../domain/sales/order.progress.ts';
import type { Order, OrderLine } from '../../../domain/sales/order.schema.ts';
import { orderStates } from '../../../domain/sales/order.states.ts';
import { canTransition, transition } from '../../../shared/states.ts';
import { lineOf, orderOf, q } from './order-fixture.ts';

type Verb = keyof typeof orderStates.transitions;
const STATES = ['held', 'confirmed', 'completed', 'closed', 'cancelled'] as const;

describe('the states of an order', () => {
  it.each<[verb: Verb, from: string[], to: string]>([
    ['release', ['held'], 'confirmed'],
    ['cancel', ['held', 'confirmed'], 'cancelled'],
    ['close', ['confirmed'], 'closed'],
    ['complete', ['confirmed'], 'completed'],
    ['correct', ['cancelled'], 'closed'],
  ])('%s is allowed from %j only, and leads to %s', (verb, from, to) => {
    expect(STATES.filter((state) => canTransition(orderStates, verb, state)).sort()).toEqual([...from].sort());
    for (const state of from) expect(transition(orderStates, verb, state)).toBe(to);
  });

  it('an illegal transition is a conflict that names the states from which it is allowed', () => {
    expect(() => transition(orderStates, 'release', 'completed')).toThrow(
      expect.objectContaining({ kind: 'conflict', code: 'sales.order.illegal_transition' }),
    );
  });
});

describe('the status is derived from the quantities (O2)', () => {
  const confirmed = (...lines: Partial<OrderLine>[]) => ({
    state: 'confirmed',
    lines: lines.map((line, index) => lineOf({ lineId: `line_${index}`, ...line })),
  });
  it.each<[status: string, what: string, order: Partial<Order>]>([
    ['on_hold', 'a held order', { state: 'held' }],
    ['to_deliver_and_bill', 'nothing done', confirmed({})],
    ['to_deliver_and_bill', 'half delivered, half billed', confirmed({ delivered: q('5'), billed: q('5') })],
    ['to_deliver', 'billed ahead of delivery', confirmed({ delivered: q('5'), billed: q('10') })],
    ['to_bill', 'delivered, not billed', confirmed({ delivered: q('10') })],
    ['to_bill', 'delivered, partly billed', confirmed({ delivered: q('10'), billed: q('9.5') })],
    ['to_bill', 'delivered more than ordered, billed as ordered', confirmed({ delivered: q('11'), billed: q('10') })],
    ['completed', 'all delivered and billed', confirmed({ delivered: q('10'), billed: q('10') })],
    [
      'completed',
      'all delivered, the part that came back before billing withheld',
      confirmed({ delivered: q('10'), returned: q('2'), withheld: q('2'), billed: q('8') }),
    ],
    [
      'to_deliver_and_bill',
      'one line done, another not',
      confirmed({ delivered: q('10'), billed: q('10') }, { quantity: q('1') }),
    ],
    ['completed', 'state completed', { state: 'completed' }],
    ['closed', 'state closed, whatever was delivered', { state: 'closed', lines: [lineOf({ delivered: q('4') })] }],
    ['cancelled', 'state cancelled', { state: 'cancelled' }],
  ])('%s: %s', (status, _what, order) => {
    expect(statusOf(orderOf(order))).toBe(status);
  });
});

describe('what is owed and what is exposed', () => {
  const done = lineOf({ delivered: q('10'), billed: q('10') });
  it.each<[receivable: number, exposure: number, what: string, order: Partial<Order>]>([
    [0, 119_000, 'confirmed: the whole order is exposed', {}],
    [0, 0, 'held: nothing is', { state: 'held' }],
    [0, 0, 'cancelled: nothing is', { state: 'cancelled' }],
    [0, 99_000, 'a deposit lowers the exposure', { depositReceivedMinor: 20_000 }],
    [119_000, 119_000, 'billed', { lines: [done], billedMinor: 119_000 }],
    [
      69_000,
      69_000,
      'billed, deposit applied, partly paid',
      {
        lines: [done],
        billedMinor: 119_000,
        depositReceivedMinor: 20_000,
        depositAppliedMinor: 20_000,
        allocatedMinor: 30_000,
      },
    ],
    [0, 0, 'paid', { lines: [done], billedMinor: 119_000, allocatedMinor: 119_000 }],
    [
      -119_000,
      0,
      'paid, then credited: money is to go back',
      { lines: [done], billedMinor: 119_000, allocatedMinor: 119_000, creditedMinor: 119_000 },
    ],
    [
      0,
      0,
      'refunded',
      {
        lines: [done],
        billedMinor: 119_000,
        allocatedMinor: 119_000,
        creditedMinor: 119_000,
        refundedMinor: 119_000,
      },
    ],
    [0, 47_600, 'closed after 4 of 10: only what left', { state: 'closed', lines: [lineOf({ delivered: q('4') })] }],
    [
      0,
      95_200,
      '2 of 10 withheld from billing',
      { lines: [lineOf({ delivered: q('10'), returned: q('2'), withheld: q('2') })] },
    ],
    [
      59_500,
      59_500,
      'half credited by hand before it came back: the credit counts once',
      {
        lines: [{ ...done, credited: q('5'), returned: q('5'), returnCredited: q('5') }],
        billedMinor: 119_000,
        creditedMinor: 59_500,
      },
    ],
    [
      0,
      0,
      'closed after 4 of 10, what is left of its deposit is the account’s again',
      {
        state: 'closed',
        lines: [lineOf({ delivered: q('4'), billed: q('4') })],
        billedMinor: 47_600,
        depositReceivedMinor: 100_000,
        depositAppliedMinor: 47_600,
        depositFreedMinor: 52_400,
      },
    ],
  ])('receivable %d, exposure %d: %s', (receivable, exposure, _what, order) => {
    expect(receivableOf(orderOf(order))).toBe(receivable);
    expect(exposureOf(orderOf(order))).toBe(exposure);
  });

  it('what was paid does not count a deposit that went back to the account', () => {
    const deposit = { depositReceivedMinor: 100_000, depositAppliedMinor: 47_600, depositFreedMinor: 52_400 };
    expect(paidOf(orderOf({ ...deposit, allocatedMinor: 10 }))).toBe(47_610);
  });

  it.each<[settled: boolean, what: string, order: Partial<Order>]>([
    [false, 'not completed', { state: 'confirmed', lines: [done], billedMinor: 119_000, allocatedMinor: 119_000 }],
    [true, 'completed and paid', { state: 'completed', lines: [done], billedMinor: 119_000, allocatedMinor: 119_000 }],
    [false, 'partly paid', { state: 'completed', lines: [done], billedMinor: 119_000, allocatedMinor: 118_999 }],
    [
      true,
      'closed, the part that left is paid',
      {
        state: 'closed',
        lines: [lineOf({ delivered: q('4'), billed: q('4') })],
        billedMinor: 47_600,
        allocatedMinor: 47_600,
      },
    ],
    [false, 'closed, something that left is not billed', { state: 'closed', lines: [lineOf({ delivered: q('4') })] }],
    [
      false,
      'closed and paid, but sales has not heard yet that the goods left (I5)',
      { state: 'closed', lines: [lineOf({ billed: q('4') })], billedMinor: 47_600, allocatedMinor: 47_600 },
    ],
    [
      false,
      'credited for a return, but sales has not heard yet that the goods came back (I5)',
      {
        state: 'completed',
        lines: [{ ...done, credited: q('10'), returnCredited: q('10') }],
        billedMinor: 119_000,
        creditedMinor: 119_000,
      },
    ],
    [
      false,
      'a second delivery waits for its invoice, though as much was returned after being credited by hand',
      {
        state: 'closed',
        lines: [
          lineOf({ delivered: q('10'), billed: q('5'), credited: q('5'), returned: q('5'), returnCredited: q('5') }),
        ],
        billedMinor: 59_500,
        creditedMinor: 59_500,
      },
    ],
    [
      false,
      'paid, but a return waits for its credit note',
      {
        state: 'completed',
        lines: [{ ...done, returned: q('2') }],
        billedMinor: 119_000,
        allocatedMinor: 119_000,
      },
    ],
    [
      true,
      'credited in full without ever being paid',
      { state: 'completed', lines: [done], billedMinor: 119_000, creditedMinor: 119_000 },
    ],
    [
      false,
      'credited after payment: the refund is still to come',
      { state: 'completed', lines: [done], billedMinor: 119_000, allocatedMinor: 119_000, creditedMinor: 119_000 },
    ],
  ])('settled is %s: %s', (settled, _what, order) => {
    expect(isSettled(orderOf(order))).toBe(settled);
  });
});
