/** Quoted and realised margin of an opportunity, and the named differences between them. Pure; minor units. */
import { extend, sumMinor } from '../../shared/values/money.ts';
import type { OpportunityLine, Variance } from './opportunity.schema.ts';

export type QuotedLine = Pick<OpportunityLine, 'lineId' | 'quantity' | 'unitPrice' | 'netMinor' | 'quotedUnitCost'>;
/** What was sold of a line: delivered less returned, invoiced less credited, at the cost at which it left. */
export type RealisedLine = {
  readonly lineId: string;
  /** Scaled. */
  readonly quantity: number;
  readonly netMinor: number;
  readonly costMinor: number;
};

const quotedCost = (line: QuotedLine, currency: string): number =>
  line.quotedUnitCost === undefined ? 0 : extend(line.quantity, line.quotedUnitCost, currency);

/** Net less cost of the quoted lines. A line whose cost was not known counts with its whole price. */
export const quotedMargin = (lines: readonly QuotedLine[], currency: string): number =>
  sumMinor(
    lines.map((line) => line.netMinor - quotedCost(line, currency)),
    currency,
  );

export const isCostKnown = (lines: readonly QuotedLine[]): boolean =>
  lines.every(({ quotedUnitCost }) => quotedUnitCost !== undefined);

export type MarginStory = {
  readonly revenueMinor: number;
  readonly costMinor: number;
  readonly marginMinor: number;
  readonly quotedMarginMinor: number;
  /** `price` and `quantity` always; `cost` always; `cost_not_quoted` where a line had no quoted cost. */
  readonly variances: Variance[];
};

/**
 * Why the realised margin differs from the quoted one. Each variance is the difference of two amounts of which the next
 * one takes up where the last one ended, so that they add up to the minor unit whatever was rounded:
 * quantity at quoted price and cost, then price at the quantity sold, then cost at the quantity sold.
 */
export function explainMargin(
  quoted: readonly QuotedLine[],
  realised: readonly RealisedLine[],
  currency: string,
): MarginStory {
  const sold = new Map(realised.map((line) => [line.lineId, line]));
  const known = new Set(quoted.map(({ lineId }) => lineId));
  const unquoted = realised.filter(({ lineId }) => !known.has(lineId));
  const parts = [
    ...quoted.map((line) => partsOf(line, sold.get(line.lineId), currency)),
    ...unquoted.map(({ netMinor, costMinor }) => ({
      quantity: 0,
      price: netMinor,
      cost: 0,
      costNotQuoted: -costMinor,
    })),
  ];
  const sum = (amounts: readonly number[]) => sumMinor(amounts, currency);
  const revenueMinor = sum(realised.map(({ netMinor }) => netMinor));
  const costMinor = sum(realised.map((line) => line.costMinor));
  const costNotQuoted = sum(parts.map((part) => part.costNotQuoted));
  return {
    revenueMinor,
    costMinor,
    marginMinor: revenueMinor - costMinor,
    quotedMarginMinor: quotedMargin(quoted, currency),
    variances: [
      { name: 'price', amountMinor: sum(parts.map(({ price }) => price)) },
      { name: 'quantity', amountMinor: sum(parts.map(({ quantity }) => quantity)) },
      { name: 'cost', amountMinor: sum(parts.map(({ cost }) => cost)) },
      ...(costNotQuoted === 0 ? [] : [{ name: 'cost_not_quoted' as const, amountMinor: costNotQuoted }]),
    ],
  };
}

function partsOf(line: QuotedLine, sold: RealisedLine | undefined, currency: string) {
  const { quantity = 0, netMinor = 0, costMinor = 0 } = sold ?? {};
  const netAtQuote = extend(quantity, line.unitPrice, currency);
  const isKnown = line.quotedUnitCost !== undefined;
  const costAtQuote = isKnown ? extend(quantity, line.quotedUnitCost ?? 0, currency) : 0;
  return {
    quantity: netAtQuote - costAtQuote - (line.netMinor - quotedCost(line, currency)),
    price: netMinor - netAtQuote,
    cost: isKnown ? costAtQuote - costMinor : 0,
    costNotQuoted: isKnown ? 0 : -costMinor,
  };
}
