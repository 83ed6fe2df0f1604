/** Accounts, contacts, pipelines and opportunities; the customer’s record after the loop. */
import { defineModule } from '../../shared/module.ts';

export const crmModule = defineModule({
  name: 'crm',
  summary: 'Accounts, contacts, pipelines and opportunities; the customer’s record after the loop.',
  entities: [],
});
