import { defineEntity } from '../../shared/table/entity.ts';
import { Opportunity } from './opportunity.schema.ts';

export const opportunity = defineEntity({
  name: 'crm.opportunity',
  idPrefix: 'opp',
  schema: Opportunity,
  customFields: 'opportunity',
  lists: {
    byAccount: { slot: 'gsi2', by: ['accountId'] },
    /** By name within a state: the open ones are what is searched and shown on a board. */
    byState: { slot: 'gsi3', by: ['state'], sortBy: 'name' },
  },
});

export const OPPORTUNITY_EXTERNAL_ID_RULE = 'crm.opportunity.external_id';
