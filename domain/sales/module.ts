/** Sales orders: exactly one for a won opportunity, credit checked, progress derived from quantities. */
import { defineModule } from '../../shared/module.ts';

export const salesModule = defineModule({
  name: 'sales',
  summary: 'Sales orders: exactly one for a won opportunity, credit checked, progress derived from quantities.',
  entities: [],
});
