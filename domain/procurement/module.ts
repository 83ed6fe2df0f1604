/** Vendors, requisitions, purchase orders, receipts, supplier bills. */
import { defineModule } from '../../shared/module.ts';

export const procurementModule = defineModule({
  name: 'procurement',
  summary: 'Vendors, requisitions, purchase orders, receipts, supplier bills.',
  entities: [],
});
