import { defineEntity } from '../../shared/table/entity.ts';
import { Contact } from './contact.schema.ts';

export const contact = defineEntity({
  name: 'crm.contact',
  idPrefix: 'con',
  schema: Contact,
  customFields: 'contact',
  lists: {
    byAccount: { slot: 'gsi2', by: ['accountId'], sortBy: 'name' },
    byName: { slot: 'gsi3', by: [], sortBy: 'name' },
  },
});
