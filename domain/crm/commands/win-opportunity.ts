import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { toMoney, unitPriceToMoney } from '../../../shared/values/money.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { enforceLimit } from '../../platform/index.ts';
import { decideWin } from '../decide-opportunity.ts';
import { opportunityWon } from '../events.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { OpportunityResource } from '../opportunity.resource.ts';
import type { Opportunity } from '../opportunity.schema.ts';
import { viewOpportunity } from '../queries/view-opportunities.ts';
import { factsOf, stagesOf } from '../write-opportunity.ts';

/**
 * Wins an opportunity: the start of order to cash. The answer names the sales order that follows.
 * @throws Rejection `crm.opportunity.illegal_transition` (409) unless open, `lines_required` (422),
 * `platform.plan.limit_reached` (402)
 */
export async function winOpportunity(
  context: Context,
  { params, ifMatch }: RouteInput<{ opportunityId: string }>,
): Promise<OpportunityResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(opportunity, params.opportunityId);
    expectVersion(before, ifMatch);
    const stages = await stagesOf(work, before.pipelineId);
    const changes = decideWin(before, stages, nowAt(context.deps.clock));
    await enforceLimit(work, 'loopsPerMonth');
    const won = work.update(opportunity, before, changes, 'win');
    work.emit(opportunityWon, won, wonFacts(won));
    return viewOpportunity(context, won);
  });
}

const wonFacts = (won: Stored<Opportunity>) => ({
  ...factsOf(won),
  winNumber: won.winNumber,
  currency: won.currency,
  ...(won.requiredOn === undefined ? {} : { requiredOn: won.requiredOn }),
  lines: won.lines.map(({ lineId, productId, sku, quantity, unitPrice, quotedUnitCost }) => ({
    lineId,
    productId,
    sku,
    quantity: fromScaled(quantity),
    unitPrice: unitPriceToMoney(unitPrice, won.currency),
    ...(quotedUnitCost === undefined ? {} : { quotedUnitCost: unitPriceToMoney(quotedUnitCost, won.currency) }),
  })),
  quotedAmount: toMoney(won.amountMinor, won.currency),
});
