/** The loop’s story over all modules. */
import { defineModule } from '../../shared/module.ts';

export const analyticsModule = defineModule({
  name: 'analytics',
  summary: 'The loop’s story over all modules.',
  entities: [],
});
