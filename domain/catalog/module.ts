/** Products, units, bills of material and work centres. */
import { defineModule, importKind } from '../../shared/module.ts';
import { belongings } from './belongings.ts';
import { bom, bomGraph } from './bom.entity.ts';
import { assemblyOf, BomRow } from './bom.row.ts';
import { bomRevised, productCreated, productUpdated } from './events.ts';
import { permissions } from './permissions.ts';
import { product } from './product.entity.ts';
import { ProductRow } from './product.row.ts';
import { routes } from './routes.ts';
import { unit } from './units.ts';
import { workCentre } from './work-centre.entity.ts';
import { WorkCentreRow } from './work-centre.row.ts';

export const catalogModule = defineModule({
  name: 'catalog',
  summary: 'Products, units, bills of material and work centres.',
  entities: [product, unit, workCentre, bom, bomGraph],
  belongings,
  permissions,
  routes,
  emits: [productCreated, productUpdated, bomRevised],
  imports: [
    importKind({
      kind: 'products',
      customFields: 'product',
      permission: 'catalog.product:import',
      row: ProductRow,
      run: async () => (await import('./imports/import-products.ts')).importProducts,
    }),
    importKind({
      kind: 'work-centres',
      permission: 'catalog.work_centre:import',
      row: WorkCentreRow,
      run: async () => (await import('./imports/import-work-centres.ts')).importWorkCentres,
    }),
    importKind({
      kind: 'boms',
      permission: 'catalog.bom:import',
      row: BomRow,
      groupBy: assemblyOf,
      run: async () => (await import('./imports/import-boms.ts')).importBoms,
    }),
  ],
});
