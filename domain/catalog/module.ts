/** Products, units, bills of material, work centres and vendors’ prices. */
import { defineModule } from '../../shared/module.ts';

export const catalogModule = defineModule({
  name: 'catalog',
  summary: 'Products, units, bills of material, work centres and vendors’ prices.',
  entities: [],
});
