import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNumber, faultsOfSeries, parseNumber } from '../../../domain/platform/books/number-series.ts';

const NONE = { through: 0, beyond: [] };
const seen = (numbers: readonly number[]) => numbers.reduce(addNumber, NONE as ReturnType<typeof addNumber>);

describe('numbers of documents', () => {
  it.each([
    ['SO-2026-00012', { series: 'SO-2026', number: 12 }],
    ['INV-2026-100000', { series: 'INV-2026', number: 100_000 }],
    ['Their own 7', undefined],
    ['', undefined],
  ])('%j belongs to %j', (text, expected) => {
    expect(parseNumber(text)).toEqual(expected);
  });

  it('come to the same in whatever order and however often they are seen', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.infiniteStream(fc.nat(39)), (last, picks) => {
        const all = Array.from({ length: last }, (_, index) => index + 1);
        const some = [...picks.take(60)].map((pick) => (pick % last) + 1);
        expect(seen([...some, ...all, ...some])).toEqual({ through: last, beyond: [] });
        expect(faultsOfSeries('SO-2026', seen([...some, ...all]), last)).toEqual([]);
      }),
    );
  });

  it('show each number that is left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(), (last, pick) => {
        const missing = (pick % last) + 1;
        const rest = Array.from({ length: last }, (_, index) => index + 1).filter((number) => number !== missing);
        expect(faultsOfSeries('SO-2026', seen(rest), last)).toHaveLength(1);
      }),
    );
  });

  it.each([
    ['all are there', [1, 2, 3], 3, []],
    ['the series is on the move: the next may be on its way', [1, 2], undefined, []],
    ['a gap', [1, 3], 3, ['no document has the number SO-2026-00002, and one has SO-2026-00003']],
    ['a number that was taken for nothing', [1, 2], 3, ['no document has the number SO-2026-00003, which was taken']],
    ['a series set back', [1, 2, 3], 2, ['a document has the number SO-2026-00003, and the series stands at 2']],
  ])('%s', (_, numbers, last, faults) => {
    expect(faultsOfSeries('SO-2026', seen(numbers), last)).toEqual(faults);
  });
});
