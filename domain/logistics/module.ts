/** Shipments and returns. */
import { defineModule } from '../../shared/module.ts';

export const logisticsModule = defineModule({
  name: 'logistics',
  summary: 'Shipments and returns.',
  entities: [],
});
