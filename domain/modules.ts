/** The registry: one line a module. */

import type { ModuleManifest } from '../shared/module.ts';
import { analyticsModule } from './analytics/module.ts';
import { catalogModule } from './catalog/module.ts';
import { crmModule } from './crm/module.ts';
import { financeModule } from './finance/module.ts';
import { integrationModule } from './integration/module.ts';
import { inventoryModule } from './inventory/module.ts';
import { logisticsModule } from './logistics/module.ts';
import { platformModule } from './platform/module.ts';
import { procurementModule } from './procurement/module.ts';
import { productionModule } from './production/module.ts';
import { salesModule } from './sales/module.ts';

export const modules: readonly ModuleManifest[] = [
  platformModule,
  catalogModule,
  crmModule,
  salesModule,
  inventoryModule,
  productionModule,
  procurementModule,
  logisticsModule,
  financeModule,
  analyticsModule,
  integrationModule,
];
