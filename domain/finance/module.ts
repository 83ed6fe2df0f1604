/** Double entry: invoices, credit notes, payments, trial balance. */
import { defineModule } from '../../shared/module.ts';

export const financeModule = defineModule({
  name: 'finance',
  summary: 'Double entry: invoices, credit notes, payments, trial balance.',
  entities: [],
});
