import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainMargin, type QuotedLine, quotedMargin, type RealisedLine } from '../../../domain/crm/margin.ts';
import { extend } from '../../../shared/values/money.ts';

const SCALE = 1_000_000;
const quoted = (lineId: string, quantity: number, price: number, cost?: number): QuotedLine => ({
  lineId,
  quantity: quantity * SCALE,
  unitPrice: price * SCALE,
  netMinor: extend(quantity * SCALE, price * SCALE, 'EUR'),
  ...(cost === undefined ? {} : { quotedUnitCost: cost * SCALE }),
});
const sold = (lineId: string, quantity: number, netMinor: number, costMinor: number): RealisedLine => ({
  lineId,
  quantity: quantity * SCALE,
  netMinor,
  costMinor,
});
const named = (lines: QuotedLine[], realised: RealisedLine[]) =>
  Object.fromEntries(
    explainMargin(lines, realised, 'EUR').variances.map(({ name, amountMinor }) => [name, amountMinor]),
  );

describe('realised against quoted margin', () => {
  const lines = [quoted('a', 10, 5, 3)];
  it.each<[string, RealisedLine[], Record<string, number>]>([
    ['all as quoted', [sold('a', 10, 5_000, 3_000)], { price: 0, quantity: 0, cost: 0 }],
    ['made dearer', [sold('a', 10, 5_000, 3_250)], { price: 0, quantity: 0, cost: -250 }],
    ['credited a part of the price', [sold('a', 10, 4_600, 3_000)], { price: -400, quantity: 0, cost: 0 }],
    ['two came back', [sold('a', 8, 4_000, 2_400)], { price: 0, quantity: -400, cost: 0 }],
    ['nothing was delivered', [], { price: 0, quantity: -2_000, cost: 0 }],
    ['everything at once', [sold('a', 8, 3_900, 2_500)], { price: -100, quantity: -400, cost: -100 }],
  ])('%s', (_, realised, expected) => {
    expect(named(lines, realised)).toEqual(expected);
  });

  it('names what had no quoted cost apart', () => {
    expect(quotedMargin([quoted('a', 1, 5)], 'EUR')).toBe(500);
    expect(named([quoted('a', 1, 5)], [sold('a', 1, 500, 300)])).toEqual({
      price: 0,
      quantity: 0,
      cost: 0,
      cost_not_quoted: -300,
    });
  });

  it('counts a line that was never quoted', () => {
    expect(named([], [sold('x', 1, 700, 200)])).toEqual({ price: 700, quantity: 0, cost: 0, cost_not_quoted: -200 });
  });

  it('adds up to the minor unit, whatever was quoted, sold, credited and rounded', () => {
    const amount = fc.integer({ min: 0, max: 5_000_000_000 });
    const line = fc.record({
      quantity: amount,
      unitPrice: amount,
      cost: fc.option(amount, { nil: undefined }),
      soldQuantity: fc.option(amount, { nil: undefined }),
      net: fc.integer({ min: -1_000_000, max: 10_000_000_000 }),
      costMinor: fc.integer({ min: -1_000_000, max: 10_000_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.constantFrom('EUR', 'JPY', 'KWD'), (drawn, currency) => {
        const quotedLines = drawn.map(({ quantity, unitPrice, cost }, index) => ({
          lineId: String(index),
          quantity,
          unitPrice,
          netMinor: extend(quantity, unitPrice, currency),
          ...(cost === undefined ? {} : { quotedUnitCost: cost }),
        }));
        const realised = drawn.flatMap(({ soldQuantity, net, costMinor }, index) =>
          soldQuantity === undefined
            ? []
            : [{ lineId: String(index), quantity: soldQuantity, netMinor: net, costMinor }],
        );
        const story = explainMargin(quotedLines, realised, currency);
        const explained = story.variances.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect(explained).toBe(story.marginMinor - story.quotedMarginMinor);
        expect(story.marginMinor).toBe(story.revenueMinor - story.costMinor);
      }),
    );
  });
});
