import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideReport, type Report, wipOf } from '../../../domain/production/decide-report.ts';
import { varianceOf } from '../../../domain/production/order.cost.ts';
import type { ProductionOrder } from '../../../domain/production/order.schema.ts';
import { operation, order, peg, refusalOf, units } from './fixtures.ts';

const report = (quantity: number, scrapped = 0, minutes: Record<string, number> = {}): Report => ({
  quantity: units(quantity),
  scrapped: units(scrapped),
  minutes: new Map(Object.entries(minutes).map(([id, value]) => [id, units(value)])),
});
const after = (before: ProductionOrder, given: Report, tolerance = 0): ProductionOrder => ({
  ...before,
  ...decideReport(before, given, tolerance).changes,
});

describe('a report of production', () => {
  it.each([
    // Ten frames: material 100.00, time 30.00.
    ['all good: the whole cost', order(), report(10), 3_000, 13_000, 0, 'completed'],
    ['a part: its share of material and its time', order(), report(4), 1_200, 5_200, 0, 'in_progress'],
    ['with scrap: the good units bear it (P35)', order(), report(4, 1), 1_500, 6_500, 0, 'in_progress'],
    ['the last with scrap: all that is left', order(), report(9, 1), 3_000, 13_000, 0, 'completed'],
    ['scrap alone: its cost waits for units still to come', order(), report(0, 2), 600, 0, 0, 'in_progress'],
    ['all scrap: a variance', order(), report(0, 10), 3_000, 0, 13_000, 'completed'],
    ['measured time instead of planned (P39)', order(), report(10, 0, { wkc_weld: 90 }), 4_500, 14_500, 0, 'completed'],
    ['no operations: material alone', order({ operations: [] }), report(10), 0, 10_000, 0, 'completed'],
    ['material without value', order({ materialMinor: 0, operations: [] }), report(10), 0, 0, 0, 'completed'],
  ])('%s', (_, before, given, absorbedMinor, outputMinor, varianceMinor, state) => {
    const decision = decideReport(before, given, 0);
    expect(decision).toMatchObject({ absorbedMinor, outputMinor, varianceMinor, changes: { state } });
  });

  it.each([
    ['nothing', report(0), 0, 'nothing_reported /quantity'],
    ['more than remains (P34)', report(11), 0, 'production.order.over_production /quantity'],
    ['more than remains, scrap counted', report(8, 3), 0, 'production.order.over_production /quantity'],
    ['more within the tolerance', report(11), 10, 'allowed'],
    ['more beyond the tolerance', report(12), 10, 'production.order.over_production /quantity'],
    ['half a unit of what is counted', report(1.5), 0, 'whole_number /quantity'],
    ['half a unit of scrap', report(1, 0.5), 0, 'whole_number /scrapped'],
    [
      'time on another work centre',
      report(1, 0, { wkc_paint: 5 }),
      0,
      'unknown_work_centre /operations/0/workCentreId',
    ],
  ])('of %s', (_, given, tolerance, expected) => {
    expect(refusalOf(() => decideReport(order(), given, tolerance))).toBe(expected);
  });

  it.each(['planned', 'ready', 'completed', 'cancelled'])('is refused in state %s', (state) => {
    expect(refusalOf(() => decideReport(order({ state }), report(1), 0))).toBe('production.order.illegal_transition');
  });

  it('keeps for the demand no more than it was made for; the rest is free', () => {
    const pegs = [peg(7)];
    const first = decideReport(order({ pegs }), report(5), 0);
    expect(first.kept).toEqual([{ reservationId: 'rsv', lineId: 'line', quantity: units(5) }]);
    const second = decideReport(after(order({ pegs }), report(5)), report(5), 0);
    expect(second.kept).toMatchObject([{ quantity: units(2) }]);
    expect(second.changes.pegs).toEqual([peg(7, 7)]);
  });

  it('serves those who need it first, and says at the end who gets less', () => {
    const pegs = [peg(4, 0, 'late', '2026-05-20'), peg(4, 0, 'soon', '2026-05-10')];
    const part = decideReport(order({ pegs }), report(5), 0);
    expect(part.kept.map(({ reservationId, quantity }) => [reservationId, quantity])).toEqual([
      ['soon', units(4)],
      ['late', units(1)],
    ]);
    expect(part.lost).toEqual([]);
    expect(decideReport(after(order({ pegs }), report(5)), report(1, 4), 0)).toMatchObject({
      lost: [{ reservationId: 'late', quantity: units(2) }],
    });
  });

  it('counts planned time by difference, so that parts add up to the plan', () => {
    let given = order({ operations: [operation({ minutes: 10_000_001 })], quantity: units(3) });
    for (let part = 0; part < 3; part += 1) given = after(given, report(1));
    expect(given.operations[0]?.actualMinutes).toBe(10_000_001);
  });

  it('shows what it cost against its plan once it is completed (P39)', () => {
    expect(varianceOf(order())).toBeUndefined();
    expect(varianceOf(after(order(), report(10, 0, { wkc_weld: 90 })))).toEqual({
      material: 0,
      conversion: 1_500,
      total: 1_500,
    });
  });
});

describe('work in progress', () => {
  it('ends at zero whatever is reported, and no cost is lost or made', () => {
    const parts = fc.array(fc.record({ good: fc.integer({ min: 0, max: 9 }), bad: fc.integer({ min: 0, max: 4 }) }), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(
        parts,
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 0, max: 500_000_000 }),
        (reports, materialMinor, minutes) => {
          const worked = reports.filter(({ good, bad }) => good + bad > 0);
          fc.pre(worked.length > 0);
          const quantity = units(worked.reduce((sum, { good, bad }) => sum + good + bad, 0));
          let given = order({ quantity, materialMinor, operations: [operation({ minutes })] });
          let [absorbed, output, variance] = [0, 0, 0];
          for (const { good, bad } of worked) {
            const decision = decideReport(given, report(good, bad), 0);
            given = { ...given, ...decision.changes };
            absorbed += decision.absorbedMinor;
            output += decision.outputMinor;
            variance += decision.varianceMinor;
            expect(decision.outputMinor).toBeGreaterThanOrEqual(0);
            expect(wipOf(given)).toBeGreaterThanOrEqual(0);
          }
          expect(given.state).toBe('completed');
          expect(wipOf(given)).toBe(0);
          expect(output + variance).toBe(materialMinor + absorbed);
          expect(given.produced + given.scrapped).toBe(quantity);
          const isLastGood = (worked.at(-1)?.good ?? 0) > 0;
          if (isLastGood) expect(variance).toBe(0);
        },
      ),
    );
  });
});
