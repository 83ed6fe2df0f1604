import type { Context } from '../../../shared/context.ts';
import { customFilter } from '../../../shared/custom-fields/filter-custom-fields.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { OPPORTUNITY_EXTERNAL_ID_RULE, opportunity } from '../opportunity.entity.ts';
import type { OpportunityListQuery, OpportunityResource } from '../opportunity.resource.ts';
import type { Opportunity } from '../opportunity.schema.ts';
import { stageKeyOf } from '../pipeline.resource.ts';
import { findByExternalId } from './find-by-external-id.ts';
import { viewOpportunities } from './view-opportunities.ts';

export async function listOpportunities(
  context: Context,
  { query }: RouteInput<unknown, OpportunityListQuery>,
): Promise<Page<OpportunityResource>> {
  const page = await pageOfRecords(context, query);
  return { ...page, data: await viewOpportunities(context, page.data) };
}

async function pageOfRecords(context: Context, query: OpportunityListQuery): Promise<Page<Stored<Opportunity>>> {
  if (query.externalId === undefined) {
    return readPage(context, opportunity, query, { ...listOf(query), where: matches(query) }, (record) => record);
  }
  const found = await findByExternalId(context.records, opportunity, OPPORTUNITY_EXTERNAL_ID_RULE, [query.externalId]);
  const isAskedFor = await customFilter(context, opportunity, query);
  const data = [...found.values()].filter((record) => matches(query)(record) && (isAskedFor?.(record) ?? true));
  return { data, nextCursor: null };
}

/** An account's own list is short; a state's list is in the order of names and can be searched: the open ones first. */
function listOf({ accountId, state, q }: OpportunityListQuery): ListRequest<Opportunity> {
  if (accountId !== undefined && q === undefined) return { list: 'byAccount', values: [accountId] };
  if (state !== undefined) return { list: 'byState', values: [state], search: q, ascending: true };
  if (q === undefined) return {};
  return { list: 'byState', values: ['open'], thenValues: [['won'], ['lost']], search: q, ascending: true };
}

const matches =
  ({ accountId, state, stage, ownerId }: OpportunityListQuery) =>
  (record: Opportunity): boolean =>
    (accountId === undefined || record.accountId === accountId) &&
    (state === undefined || record.state === state) &&
    (stage === undefined || record.stage === stageKeyOf(stage)) &&
    (ownerId === undefined || record.ownerId === ownerId);
