import type { Context } from '../../../shared/context.ts';
import { changedCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { decideMove, expectOpen, type OpportunityChanges } from '../decide-opportunity.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { OpportunityChange, OpportunityResource } from '../opportunity.resource.ts';
import type { Opportunity } from '../opportunity.schema.ts';
import { viewOpportunities, viewOpportunity } from '../queries/view-opportunities.ts';
import { quoteLines } from '../quote-lines.ts';
import { amountOf, stagesOf } from '../write-opportunity.ts';

/**
 * Changes an opportunity: name, owner and custom fields at any time, everything else while it is open.
 * @throws Rejection `crm.opportunity.not_open` (409), and the field rules of a new opportunity
 */
export async function updateOpportunity(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ opportunityId: string }, unknown, OpportunityChange>,
): Promise<OpportunityResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(opportunity, params.opportunityId);
    expectVersion(before, ifMatch);
    const { name, ownerId, customFields, ...rest } = body;
    if (Object.values(rest).some((value) => value !== undefined)) expectOpen(before);
    const changed = work.update(opportunity, before, {
      ...(name === undefined ? {} : { name }),
      ...(ownerId === undefined ? {} : { ownerId: ownerId ?? undefined }),
      ...(await openChanges(work, before, rest)),
      ...(await changedCustomFields(work, opportunity, before, customFields)),
    });
    const [shown] = await viewOpportunities(context, [changed]);
    return shown ?? viewOpportunity(context, changed);
  });
}

async function openChanges(
  work: Work,
  before: Opportunity,
  { stage, probability, expectedCloseOn, requiredOn, lines }: OpportunityChange,
): Promise<OpportunityChanges> {
  const { context } = work;
  const move =
    stage === undefined
      ? {}
      : decideMove(before, await stagesOf(work, before.pipelineId), stage, nowAt(context.deps.clock));
  const quoted = lines === undefined ? undefined : await quoteLines(context, lines);
  return {
    ...move,
    ...(probability === undefined ? {} : { probability }),
    ...(expectedCloseOn === undefined ? {} : { expectedCloseOn: expectedCloseOn ?? undefined }),
    ...(requiredOn === undefined ? {} : { requiredOn: requiredOn ?? undefined }),
    ...(quoted === undefined ? {} : { lines: quoted, amountMinor: amountOf(quoted, before.currency) }),
  };
}
