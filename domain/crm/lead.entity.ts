import { defineEntity } from '../../shared/table/entity.ts';
import { Lead } from './lead.schema.ts';

export const lead = defineEntity({
  name: 'crm.lead',
  idPrefix: 'led',
  schema: Lead,
  lists: { byForm: { slot: 'gsi2', by: ['webFormId'] } },
});
