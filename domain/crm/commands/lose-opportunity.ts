import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { decideLose } from '../decide-opportunity.ts';
import { opportunityLost } from '../events.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { LoseInput, OpportunityResource } from '../opportunity.resource.ts';
import { viewOpportunity } from '../queries/view-opportunities.ts';
import { factsOf, stagesOf } from '../write-opportunity.ts';

/** Loses an opportunity, with the reason (L8). @throws Rejection `crm.opportunity.illegal_transition` (409) unless open */
export async function loseOpportunity(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ opportunityId: string }, unknown, LoseInput>,
): Promise<OpportunityResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(opportunity, params.opportunityId);
    expectVersion(before, ifMatch);
    const stages = await stagesOf(work, before.pipelineId);
    const changes = decideLose(before, stages, body.reason, nowAt(context.deps.clock));
    const lost = work.update(opportunity, before, changes, 'lose');
    work.emit(opportunityLost, lost, { ...factsOf(lost), reason: body.reason });
    return viewOpportunity(context, lost);
  });
}
