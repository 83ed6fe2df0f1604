import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { OpportunityResource } from '../opportunity.resource.ts';
import { viewOpportunities, viewOpportunity } from './view-opportunities.ts';

export async function getOpportunity(
  context: Context,
  { params }: RouteInput<{ opportunityId: string }>,
): Promise<OpportunityResource> {
  const found = await context.records.need(opportunity, params.opportunityId);
  const [shown] = await viewOpportunities(context, [found]);
  return shown ?? viewOpportunity(context, found);
}
