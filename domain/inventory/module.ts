/** Stock, reservations pegged to demand, valued stock entries. */
import { defineModule } from '../../shared/module.ts';

export const inventoryModule = defineModule({
  name: 'inventory',
  summary: 'Stock, reservations pegged to demand, valued stock entries.',
  entities: [],
});
