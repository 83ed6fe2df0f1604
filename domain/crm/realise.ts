/** What a settled order means for its opportunity and its account. Pure. */

import type { AccountFigures } from './account.schema.ts';
import { explainMargin, type RealisedLine } from './margin.ts';
import type { Opportunity, Outcome, Realised } from './opportunity.schema.ts';

/** The lines of a sales order as far as they count here. */
export type SettledOrder = {
  readonly id: string;
  readonly placedOn: string;
  readonly lines: readonly {
    readonly lineId: string;
    readonly delivered: number;
    readonly returned: number;
    readonly billedNetMinor: number;
    readonly creditedNetMinor: number;
    readonly costMinor: number;
  }[];
};

const realisedLines = ({ lines }: SettledOrder): RealisedLine[] =>
  lines.map((line) => ({
    lineId: line.lineId,
    quantity: line.delivered - line.returned,
    netMinor: line.billedNetMinor - line.creditedNetMinor,
    costMinor: line.costMinor,
  }));

/** The realised figures of an opportunity: absolute, from the order as it is, so that telling them twice is the same. */
export const realisedOf = (
  { lines, currency }: Pick<Opportunity, 'lines' | 'currency'>,
  order: SettledOrder,
  closedAt: string,
): Realised => ({ ...explainMargin(lines, realisedLines(order), currency), salesOrderId: order.id, closedAt });

/** What is known of one of the opportunity's orders; nothing yet is an empty outcome. */
export const outcomeOf = ({ outcomes }: Pick<Opportunity, 'outcomes'>, orderId: string): Outcome =>
  outcomes[orderId] ?? { credits: {}, returns: {} };

export const withOutcome = (
  { outcomes }: Pick<Opportunity, 'outcomes'>,
  orderId: string,
  outcome: Outcome,
): Pick<Opportunity, 'outcomes'> => ({ outcomes: { ...outcomes, [orderId]: outcome } });

/** The account's figures with an opportunity's old part taken out and its new one put in. */
export function accountFiguresWith(
  figures: AccountFigures,
  before: Realised | undefined,
  after: Realised,
  placedOn: string,
): AccountFigures {
  const last = figures.lastPurchaseOn;
  return {
    lifetimeValueMinor: figures.lifetimeValueMinor + after.revenueMinor - (before?.revenueMinor ?? 0),
    realisedMarginMinor: figures.realisedMarginMinor + after.marginMinor - (before?.marginMinor ?? 0),
    ordersCount: figures.ordersCount + (before === undefined ? 1 : 0),
    lastPurchaseOn: last === undefined || last < placedOn ? placedOn : last,
  };
}
