import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideReceipt,
  everythingOutstanding,
  nextPart,
  RECEIPT_LINES_MAX,
  RECEIPT_PEGS_MAX,
} from '../../../domain/procurement/decide-receipt.ts';
import { servePegs } from '../../../shared/pegs.ts';
import { SCALE } from '../../../shared/values/decimal.ts';
import { line, order, peg, refusalOf, units } from './fixtures.ts';

const wanted = (...entries: [string, number][]) => new Map(entries.map(([id, quantity]) => [id, units(quantity)]));

describe('a goods receipt', () => {
  it('goes to the pegs that are needed first, and what is beyond them is free', () => {
    const pegs = [peg(3, 0, '2026-05-20', 'rsv_late'), peg(4, 1, '2026-05-12', 'rsv_soon')];
    expect(servePegs(pegs, units(5)).kept).toEqual([
      { reservationId: 'rsv_soon', lineId: 'line', quantity: units(3) },
      { reservationId: 'rsv_late', lineId: 'line', quantity: units(2) },
    ]);
    const all = servePegs(pegs, units(9));
    expect(all.kept.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(units(6));
    expect(all.pegs.map(({ received }) => received)).toEqual([units(3), units(4)]);
  });

  it.each([
    ['all that is outstanding', 10, 0, 'allowed'],
    ['one more than is outstanding (B4)', 11, 0, 'procurement.order.over_receipt /lines/0/quantity'],
    ['up to the tolerance', 11, 10, 'allowed'],
    ['beyond the tolerance', 12, 10, 'procurement.order.over_receipt /lines/0/quantity'],
  ])('of %s', (_, quantity, tolerance, expected) => {
    const decide = () => decideReceipt(order([line()]), wanted(['line', quantity]), tolerance);
    expect(refusalOf(decide)).toBe(expected);
  });

  it('names the exact excess (B4)', () => {
    const partly = order([line({ received: units(7) })]);
    expect(() => decideReceipt(partly, wanted(['line', 5]), 0)).toThrow('2 more of "TUBE" than is still to come (3).');
  });

  it.each([
    ['a cancelled order', order([line()], { state: 'cancelled' }), 'procurement.order.illegal_transition'],
    ['an order that came in whole', order([line({ received: units(10) })]), 'procurement.order.nothing_to_receive'],
    [
      'an order whose rest was given up',
      order([line({ received: units(4), givenUp: units(6) })]),
      'procurement.order.nothing_to_receive',
    ],
  ])('is refused for %s', (_, given, expected) => {
    const decide = () => decideReceipt(given, everythingOutstanding(given), 0);
    expect(refusalOf(given.state === 'open' ? decide : () => decideReceipt(given, wanted(['line', 1]), 0))).toBe(
      expected,
    );
  });

  it('values parts so that they add up to the line, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.integer({ min: 1, max: 48 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        (orderUnitPrice, factor, parts) => {
          const total = parts.reduce((sum, part) => sum + part, 0);
          const priced = { orderUnitPrice, orderUnitFactor: factor * SCALE, quantity: units(total) };
          let given = order([line(priced)]);
          let value = 0;
          for (const part of parts) {
            const [received] = decideReceipt(given, wanted(['line', part]), 0);
            if (received === undefined) throw new Error('nothing received');
            value += received.valueMinor;
            given = order([received.after]);
          }
          const [whole] = decideReceipt(order([line(priced)]), wanted(['line', total]), 0);
          expect(value).toBe(whole?.valueMinor);
        },
      ),
    );
  });
});

describe('a receipt that is too large for one commit', () => {
  it('is cut after the lines that one commit holds', () => {
    const lines = Array.from({ length: 20 }, (_, index) => line({ lineId: `l${index}` }));
    const { part, rest } = nextPart(order(lines), everythingOutstanding(order(lines)));
    expect([part.size, rest.size]).toEqual([RECEIPT_LINES_MAX, 12]);
  });

  it('is cut between the pegs of a line, and the parts together are the whole', () => {
    const pegs = Array.from({ length: 60 }, (_, index) => peg(1, 0, '2026-05-15', `rsv_${index}`));
    let given = order([line({ quantity: units(100), pegs })]);
    let left = everythingOutstanding(given);
    const cuts: number[] = [];
    while (left.size > 0) {
      const { part, rest } = nextPart(given, left);
      const received = decideReceipt(given, part, 0);
      expect(received.flatMap((entry) => entry.pegs).length).toBeLessThanOrEqual(RECEIPT_PEGS_MAX);
      given = order(received.map(({ after }) => after));
      cuts.push(...[...part.values()].map((quantity) => quantity / SCALE));
      left = rest;
    }
    expect(cuts).toEqual([24, 24, 52]);
    expect(given.lines[0]).toMatchObject({ received: units(100) });
  });
});
