import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { holdOrder } from '../../sales/index.ts';
import { decideReopen } from '../decide-opportunity.ts';
import { opportunityReopened } from '../events.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { OpportunityResource } from '../opportunity.resource.ts';
import type { Opportunity } from '../opportunity.schema.ts';
import { salesOrderIdOf, viewOpportunity } from '../queries/view-opportunities.ts';
import { factsOf, stagesOf } from '../write-opportunity.ts';

/**
 * Opens a lost opportunity again, or a won one whose order was cancelled; the next win makes an order of its own.
 * @throws Rejection `crm.opportunity.illegal_transition` where it is open, `.order_not_cancelled` (409)
 */
export async function reopenOpportunity(
  context: Context,
  { params, ifMatch }: RouteInput<{ opportunityId: string }>,
): Promise<OpportunityResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(opportunity, params.opportunityId);
    expectVersion(before, ifMatch);
    const stages = await stagesOf(work, before.pipelineId);
    const orderState = await orderStateOf(work, before);
    const reopened = work.update(
      opportunity,
      before,
      decideReopen(before, stages, orderState, nowAt(context.deps.clock)),
      'reopen',
    );
    work.emit(opportunityReopened, reopened, factsOf(reopened));
    return viewOpportunity(context, reopened);
  });
}

/** The order must still be cancelled when this is committed: goods that left meanwhile turn it into a closed one. */
async function orderStateOf(work: Work, before: Opportunity): Promise<string | undefined> {
  const orderId = salesOrderIdOf(work.context, before);
  return orderId === undefined ? undefined : (await holdOrder(work, orderId))?.state;
}
