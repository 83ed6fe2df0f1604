/** Production orders through every level of the bill of materials, with cost and variance. */
import { defineModule } from '../../shared/module.ts';

export const productionModule = defineModule({
  name: 'production',
  summary: 'Production orders through every level of the bill of materials, with cost and variance.',
  entities: [],
});
