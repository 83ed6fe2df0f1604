import { defineEntity } from '../../shared/table/entity.ts';
import { Product } from './product.schema.ts';

export const product = defineEntity({
  name: 'catalog.product',
  idPrefix: 'prd',
  schema: Product,
  customFields: 'product',
  lists: {
    byKind: { slot: 'gsi2', by: ['kind'], sortBy: 'name' },
    byName: { slot: 'gsi3', by: [], sortBy: 'name' },
  },
});

/** Rules of the values that one product alone may hold. */
export const SKU_RULE = 'catalog.product.sku';
export const EXTERNAL_ID_RULE = 'catalog.product.external_id';
