/** Corrects what a closed loop counted when a credit note is issued or goods come back. */
import type { Context } from '../../shared/context.ts';
import { NotYet } from '../../shared/rejection.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import { orderFor } from '../sales/index.ts';
import { account } from './account.entity.ts';
import { opportunity } from './opportunity.entity.ts';
import type { Outcome } from './opportunity.schema.ts';
import { accountFiguresWith, outcomeOf, realisedOf, type SettledOrder, withOutcome } from './realise.ts';

type Told = Pick<Outcome, 'credits' | 'returns'>;

/**
 * Counts what one event told and, once the loop is closed, takes the figures anew from the order. Sales learns of the
 * same event by a delivery of its own: the order is ready when it has counted at least what all events told here so
 * far. The last event to arrive therefore sees an order that has counted them all, in whatever order they came; the
 * opportunity is written each time, so that a loop closing at the same moment conflicts and decides anew.
 */
export async function correctFigures(context: Context, salesOrderId: string, told: Told): Promise<void> {
  await commit(context, async (work) => {
    const order = await orderFor({ records: work.records }, salesOrderId);
    if (order === undefined) throw new NotYet(`The order ${salesOrderId} is not there yet`);
    const before = await work.records.get(opportunity, order.opportunityId);
    if (before === undefined) throw new NotYet(`The opportunity ${order.opportunityId} is not there yet`);
    const known = outcomeOf(before, order.id);
    const outcome = addTold(known, told);
    if (!hasCounted(order, outcome)) throw new NotYet(`Sales has not counted it on ${salesOrderId} yet`);
    if (known.realised === undefined) {
      work.update(opportunity, before, withOutcome(before, order.id, outcome), 'count_correction');
      return;
    }
    const realised = realisedOf(before, order, known.realised.closedAt);
    work.update(opportunity, before, withOutcome(before, order.id, { ...outcome, realised }), 'correct_figures');
    const holder = await work.records.need(account, before.accountId);
    const figures = accountFiguresWith(holder.figures, known.realised, realised, order.placedOn);
    work.update(account, holder, { figures }, 'correct_figures');
  });
}

/** By id, so that an event that comes again asks of sales no more than it did before. */
const addTold = (outcome: Outcome, told: Told): Outcome => ({
  ...outcome,
  credits: { ...outcome.credits, ...told.credits },
  returns: { ...outcome.returns, ...told.returns },
});

/** Both sums only grow, so "at least" is reached for good once sales has counted the same events. */
export function hasCounted({ lines }: Pick<SettledOrder, 'lines'>, { credits, returns }: Told): boolean {
  const credited = lines.reduce((sum, line) => sum + line.creditedNetMinor, 0);
  const returned = lines.reduce((sum, line) => sum + line.returned, 0);
  return credited >= sumOf(credits) && returned >= sumOf(returns);
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
