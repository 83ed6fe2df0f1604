/** Tenants, users, roles, plans, API keys, imports: what every module stands on. */
import { defineModule } from '../../shared/module.ts';

export const platformModule = defineModule({
  name: 'platform',
  summary: 'Tenants, users, roles, plans, API keys, imports: what every module stands on.',
  entities: [],
});
