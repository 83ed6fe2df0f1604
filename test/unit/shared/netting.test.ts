import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverFromSurplus, pegShortage, type Shortage, sparePegs } from '../../../shared/netting.ts';
import { type Peg, receivedPegs, servePegs, unmetOf, waitingOfAll } from '../../../shared/pegs.ts';

const peg = (quantity: number, received = 0, reservationId = 'rsv', neededOn = '2026-05-15'): Peg => ({
  reservationId,
  lineId: 'line',
  neededOn,
  quantity,
  received,
});
const short = (quantity: number, neededOn = '2026-05-15', reservationId = 'rsv'): Shortage => ({
  reservationId,
  lineId: 'line',
  quantity,
  neededOn,
});
const open = (supplyId: string, surplus: number, availableOn: string, room = 9) => ({
  ...{ supplyId, surplus, availableOn, room },
});
const LINE = { reservationId: 'rsv', lineId: 'line' };

describe('surplus of open supplies', () => {
  it.each([
    [
      'is taken from the supply that comes first',
      [open('b', 5, '2026-05-12'), open('a', 5, '2026-05-10')],
      '',
      ['a 5', 'b 2'],
      0,
    ],
    ['never more than there is (G9)', [open('a', 5, '2026-05-10')], '', ['a 5'], 2],
    ['never of one that comes too late', [open('a', 9, '2026-05-16')], '2026-05-12', [], 7],
    [
      'of a late one where a new one could not come sooner (P12)',
      [open('a', 9, '2026-05-16')],
      '2026-05-20',
      ['a 7'],
      0,
    ],
    ['of a late one where nobody knows when a new one would come', [open('a', 9, '2026-05-16')], undefined, ['a 7'], 0],
    ['never of one that has no room for another line', [open('a', 9, '2026-05-10', 0)], '', [], 7],
  ])('%s', (_, supplies, soonest, taken, left) => {
    const { pegs, rest } = coverFromSurplus([short(7)], supplies, soonest);
    expect(pegs.map(({ supplyId, quantity }) => `${supplyId} ${quantity}`)).toEqual(taken);
    expect(rest.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(left);
  });
});

describe('pegs that a line needs no more', () => {
  const supply = (supplyId: string, availableOn: string, pegs: readonly Peg[]) => ({ supplyId, availableOn, pegs });
  it.each([
    ['nothing where the line still lacks all of it', [supply('a', '2026-05-10', [peg(5)])], 5, {}],
    ['the part that it does not lack', [supply('a', '2026-05-10', [peg(5)])], 2, { a: [peg(2)] }],
    ['all of it', [supply('a', '2026-05-10', [peg(5)])], 0, { a: [] }],
    ['but never what came in', [supply('a', '2026-05-10', [peg(5, 3)])], 0, { a: [peg(3, 3)] }],
    [
      'first of the supply that comes last',
      [supply('a', '2026-05-10', [peg(5)]), supply('b', '2026-05-12', [peg(4)])],
      6,
      { b: [peg(1)] },
    ],
    [
      'and never of another line',
      [supply('a', '2026-05-10', [peg(5), peg(9, 0, 'other')])],
      0,
      { a: [peg(9, 0, 'other')] },
    ],
  ])('%s', (_, supplies, lacks, expected) => {
    expect(Object.fromEntries(sparePegs(supplies, LINE, lacks))).toEqual(expected);
  });

  it('leave exactly what the line lacks, where that much was kept for it', () => {
    const supplies = fc.array(
      fc.record({ quantity: fc.nat(20), received: fc.nat(20), day: fc.integer({ min: 10, max: 28 }) }),
      {
        maxLength: 6,
      },
    );
    fc.assert(
      fc.property(supplies, fc.nat(60), (given, lacks) => {
        const before = given.map(({ quantity, received, day }, index) =>
          supply(`s${index}`, `2026-05-${day}`, [peg(quantity, Math.min(received, quantity))]),
        );
        const changed = sparePegs(before, LINE, lacks);
        const after = before.map(({ supplyId, pegs }) => changed.get(supplyId) ?? pegs);
        const kept = (all: readonly (readonly Peg[])[]) => all.reduce((sum, pegs) => sum + waitingOfAll(pegs), 0);
        expect(kept(after)).toBe(Math.min(lacks, kept(before.map(({ pegs }) => pegs))));
      }),
    );
  });
});

describe('pegs', () => {
  it('of one line add up to one', () => {
    expect(pegShortage([peg(5, 2)], short(3), 3)).toEqual([peg(8, 2)]);
  });
  it('are served by need, and say what they did not get', () => {
    const { pegs, kept } = servePegs([peg(4, 0, 'late', '2026-05-20'), peg(4, 1, 'soon', '2026-05-10')], 5);
    expect(kept.map(({ reservationId, quantity }) => [reservationId, quantity])).toEqual([
      ['soon', 3],
      ['late', 2],
    ]);
    expect(unmetOf(pegs)).toEqual([{ reservationId: 'late', lineId: 'line', quantity: 2 }]);
    expect(receivedPegs(pegs)).toEqual([peg(2, 2, 'late', '2026-05-20'), peg(4, 4, 'soon', '2026-05-10')]);
  });
});
