import { describe, expect, it } from 'vitest';
import { decideCancel, decideClose, decideFulfil, decideRelease } from '../../../domain/sales/order.decide.ts';
import { settledFacts } from '../../../domain/sales/order.facts.ts';
import type { Order } from '../../../domain/sales/order.schema.ts';
import { isRejection } from '../../../shared/rejection.ts';
import { lineOf, orderOf, q } from './order-fixture.ts';

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'ok';
  } catch (error) {
    if (!isRejection(error)) throw error;
    const field = error.details.errors?.[0];
    return field === undefined ? error.code : `${field.pointer} ${field.code}`;
  }
};
const left = (quantity: string) => [lineOf({ delivered: q(quantity) })];

describe('cancelling', () => {
  it.each<[code: string, what: string, order: Partial<Order>]>([
    ['ok', 'a held order', { state: 'held' }],
    ['ok', 'a confirmed order', { state: 'confirmed' }],
    ['ok', 'an order of which a part has left (it is closed)', { state: 'confirmed', lines: left('4') }],
    ['sales.order.illegal_transition', 'a completed order', { state: 'completed', lines: left('10') }],
    ['sales.order.illegal_transition', 'a closed order', { state: 'closed', lines: left('4') }],
    ['sales.order.illegal_transition', 'a cancelled order', { state: 'cancelled' }],
  ])('%s: %s', (code, _what, order) => {
    expect(codeOf(() => decideCancel(orderOf(order), 'because'))).toBe(code);
  });

  it('gives up everything before anything has left', () => {
    const { order, remainder } = decideCancel(orderOf(), 'because');
    expect(order).toMatchObject({ state: 'cancelled', endReason: 'because' });
    expect(remainder).toEqual([{ lineId: 'line_1', quantity: q('10') }]);
  });

  it('closes only the remainder after a part has left', () => {
    const { order, remainder } = decideCancel(orderOf({ lines: left('4') }), 'because');
    expect(order.state).toBe('closed');
    expect(remainder).toEqual([{ lineId: 'line_1', quantity: q('6') }]);
  });
});

describe('closing', () => {
  it.each<[code: string, what: string, order: Partial<Order>]>([
    ['ok', 'after a part has left', { lines: left('4') }],
    ['sales.order.nothing_delivered', 'before anything has left', {}],
    ['sales.order.illegal_transition', 'a held order', { state: 'held' }],
    ['sales.order.illegal_transition', 'a cancelled order', { state: 'cancelled' }],
  ])('%s: %s', (code, _what, order) => {
    expect(codeOf(() => decideClose(orderOf(order), 'because'))).toBe(code);
  });
});

describe('releasing', () => {
  it('confirms a held order and forgets why it was held', () => {
    const released = decideRelease(orderOf({ state: 'held', holdReason: 'credit_limit' }));
    expect(released.state).toBe('confirmed');
    expect(released.holdReason).toBeUndefined();
  });
  it.each(['confirmed', 'completed', 'closed', 'cancelled'])('refuses an order in state %s', (state) => {
    expect(codeOf(() => decideRelease(orderOf({ state })))).toBe('sales.order.illegal_transition');
  });
});

describe('fulfilling services', () => {
  const service = lineOf({ lineId: 'srv', kind: 'service', quantity: q('5') });
  const order = (changes: Partial<Order> = {}) => orderOf({ lines: [lineOf(), service], ...changes });

  it.each<[code: string, lines: { lineId: string; quantity: string }[] | undefined, order: Order]>([
    ['ok', undefined, order()],
    ['ok', [{ lineId: 'srv', quantity: '2' }], order()],
    ['/lines/0/quantity exceeds_open', [{ lineId: 'srv', quantity: '5.5' }], order()],
    ['/lines/0/lineId not_a_service', [{ lineId: 'line_1', quantity: '1' }], order()],
    ['/lines/0/lineId unknown_line', [{ lineId: 'nope', quantity: '1' }], order()],
    [
      '/lines/1/lineId repeated_line',
      [
        { lineId: 'srv', quantity: '1' },
        { lineId: 'srv', quantity: '1' },
      ],
      order(),
    ],
    ['sales.order.nothing_to_fulfil', undefined, orderOf()],
    ['sales.order.nothing_to_fulfil', undefined, order({ lines: [lineOf({ kind: 'service', delivered: q('10') })] })],
    ['sales.order.not_confirmed', undefined, order({ state: 'held' })],
    ['sales.order.not_confirmed', undefined, order({ state: 'cancelled' })],
  ])('%s: lines %j', (code, lines, given) => {
    expect(codeOf(() => decideFulfil(given, lines))).toBe(code);
  });

  it('fulfils what is open of the service lines only', () => {
    const { order: after, fulfilled } = decideFulfil(order({ lines: [lineOf(), { ...service, delivered: q('2') }] }));
    expect(fulfilled).toEqual([{ lineId: 'srv', quantity: q('3') }]);
    expect(after.lines.map(({ delivered }) => delivered)).toEqual([0, q('5')]);
  });
});

it('a settled order tells revenue less credits, cost less returns, and what was kept', () => {
  const order = orderOf({
    state: 'completed',
    lines: [
      lineOf({
        delivered: q('10'),
        returned: q('2'),
        billedNetMinor: 100_000,
        creditedNetMinor: 20_000,
        costMinor: 48_000,
      }),
    ],
    allocatedMinor: 119_000,
    refundedMinor: 23_800,
  });
  expect(settledFacts(order, '2026-12-01')).toMatchObject({
    revenue: { amount: '800.00', currency: 'EUR' },
    cost: { amount: '480.00', currency: 'EUR' },
    paid: { amount: '952.00', currency: 'EUR' },
    lines: [{ lineId: 'line_1', quantity: '8' }],
    settledOn: '2026-12-01',
  });
});
