import { defineEntity } from '../../shared/table/entity.ts';
import { Account } from './account.schema.ts';

export const account = defineEntity({
  name: 'crm.account',
  idPrefix: 'acc',
  schema: Account,
  customFields: 'account',
  lists: { byName: { slot: 'gsi3', by: [], sortBy: 'name' } },
});
