import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideCancel, decideClose } from '../../../domain/production/decide-end.ts';
import { wipOf } from '../../../domain/production/decide-report.ts';
import type { ProductionOrder } from '../../../domain/production/order.schema.ts';
import { productionOrderStates } from '../../../domain/production/order.states.ts';
import { canTransition } from '../../../shared/states.ts';
import { component, order, peg, refusalOf, units } from './fixtures.ts';

const notStarted = { components: [component()], materialMinor: 0 };

describe('cancelling a production order', () => {
  it.each([
    ['planned', order({ ...notStarted, state: 'planned' }), 'allowed'],
    ['ready', order({ ...notStarted, state: 'ready' }), 'allowed'],
    ['in progress', order(), 'allowed'],
    ['in progress with scrap', order({ scrapped: units(2) }), 'allowed'],
    ['in progress with something made', order({ produced: units(1) }), 'production.order.already_produced'],
    ['completed', order({ state: 'completed' }), 'production.order.illegal_transition'],
    ['cancelled', order({ state: 'cancelled' }), 'production.order.illegal_transition'],
  ])('%s', (_, given, expected) => {
    expect(refusalOf(() => decideCancel(given, 'reason'))).toBe(expected);
  });

  it('before the start gives nothing back', () => {
    const decision = decideCancel(order({ ...notStarted, state: 'ready' }), 'reason');
    expect(decision).toMatchObject({ returned: [], varianceMinor: 0, changes: { state: 'cancelled' } });
  });

  it('gives issued components back at their original cost (S5, I4)', () => {
    const decision = decideCancel(order(), 'reason');
    expect(decision.returned).toEqual([{ productId: 'tube', quantity: units(20), valueMinor: 10_000 }]);
    expect(decision.varianceMinor).toBe(0);
  });

  it('keeps back what went into scrap', () => {
    const decision = decideCancel(order({ scrapped: units(2), conversionMinor: 600 }), 'reason');
    expect(decision.returned).toEqual([{ productId: 'tube', quantity: units(16), valueMinor: 8_000 }]);
    expect(decision.varianceMinor).toBe(2_600);
  });
});

describe('closing a production order short', () => {
  it.each([
    ['with something made', order({ produced: units(4), outputMinor: 4_000 }), 'allowed'],
    ['with nothing made', order(), 'production.order.nothing_produced'],
    ['before the start', order({ ...notStarted, state: 'ready' }), 'production.order.illegal_transition'],
  ])('%s', (_, given, expected) => {
    expect(refusalOf(() => decideClose(given, 'reason'))).toBe(expected);
  });

  it('gives back what was issued for the rest', () => {
    const decision = decideClose(order({ produced: units(4), outputMinor: 4_000 }), 'reason');
    expect(decision).toMatchObject({
      returned: [{ productId: 'tube', quantity: units(12), valueMinor: 6_000 }],
      varianceMinor: 0,
      changes: { state: 'completed' },
    });
  });

  it('says what it was to bring for whom and will not, scrap and all', () => {
    const pegs = [peg(6, 4, 'one'), peg(4, 0, 'two')];
    const decision = decideClose(order({ produced: units(4), scrapped: units(2), outputMinor: 4_000, pegs }), 'reason');
    expect(decision.lost).toEqual([
      { reservationId: 'one', lineId: 'line', quantity: units(2) },
      { reservationId: 'two', lineId: 'line', quantity: units(4) },
    ]);
    expect(decision.changes.pegs).toEqual([peg(4, 4, 'one')]);
    expect(decideCancel(order({ scrapped: units(3), pegs: [peg(10)] }), 'reason').lost).toMatchObject([
      { quantity: units(10) },
    ]);
  });
});

describe('ending early', () => {
  it('leaves nothing in work in progress and gives back no more than is there', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.record({ issued: fc.integer({ min: 1, max: 99 }), value: fc.integer({ min: 0, max: 99_999 }) }), {
          maxLength: 6,
        }),
        fc.integer({ min: 0, max: 39 }),
        fc.integer({ min: 0, max: 100 }),
        (quantity, issued, scrap, carried) => {
          const scrapped = Math.min(scrap, quantity - 1);
          const components = issued.map(({ issued: count, value }, index) =>
            component({ lineId: `c${index}`, issued: units(count), issuedMinor: value }),
          );
          const materialMinor = issued.reduce((sum, { value }) => sum + value, 0);
          const started = { components, materialMinor, conversionMinor: carried };
          const given = order({ ...started, quantity: units(quantity), scrapped: units(scrapped) });
          const decision = decideCancel(given, 'reason');
          const ended: ProductionOrder = { ...given, ...decision.changes };
          expect(wipOf(ended)).toBe(0);
          const back = decision.returned.reduce((sum, { valueMinor }) => sum + valueMinor, 0);
          expect(back + decision.varianceMinor).toBe(wipOf(given));
          expect(decision.varianceMinor).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('the states of a production order', () => {
  const { transitions, states } = productionOrderStates;
  const verbs = Object.keys(transitions) as (keyof typeof transitions)[];
  it.each(states)('from %s only what the table says is possible', (state) => {
    const possible = verbs.filter((verb) => canTransition(productionOrderStates, verb, state));
    const expected: Record<string, string[]> = {
      planned: ['replan', 'ready', 'cancel'],
      ready: ['start', 'cancel'],
      in_progress: ['complete', 'close', 'cancel'],
      completed: [],
      cancelled: [],
    };
    expect(possible).toEqual(expected[state]);
  });
});
