import type { Context } from '../../../shared/context.ts';
import { newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { opportunity } from '../opportunity.entity.ts';
import type { OpportunityInput, OpportunityResource } from '../opportunity.resource.ts';
import { viewOpportunity } from '../queries/view-opportunities.ts';
import { quoteLines } from '../quote-lines.ts';
import { addOpportunity } from '../write-opportunity.ts';

/**
 * Opens an opportunity with its quoted lines.
 * @throws Rejection as `quoteLines` and `addOpportunity`
 */
export async function createOpportunity(
  context: Context,
  { body }: RouteInput<unknown, unknown, OpportunityInput>,
): Promise<OpportunityResource> {
  const { currency } = await profileOf(context);
  const { pipelineId, stage, probability, lines, ownerId, expectedCloseOn, requiredOn, externalId } = body;
  const owner = ownerId ?? (context.actor.kind === 'user' ? context.actor.id : undefined);
  return commit(context, async (work) => {
    const created = await addOpportunity(work, {
      accountId: body.accountId,
      name: body.name,
      currency,
      pipelineId,
      stage,
      probability,
      lines: await quoteLines(work.context, lines),
      expectedCloseOn,
      requiredOn,
      ownerId: owner,
      externalId,
      ...(await newCustomFields(work, opportunity, body.customFields)),
    });
    return viewOpportunity(context, created);
  });
}
