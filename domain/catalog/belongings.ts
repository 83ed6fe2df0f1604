/** Where the records are that are in no list. */
import { type Belonging, claimOf, ofTenant } from '../../shared/belongings.ts';
import { customFieldClaims } from '../../shared/custom-fields/unique-values.ts';
import { BOM_GRAPH_ID, bomGraph } from './bom.entity.ts';
import { EXTERNAL_ID_RULE, product, SKU_RULE } from './product.entity.ts';

export const belongings: readonly Belonging[] = [
  ofTenant([{ entity: bomGraph, id: BOM_GRAPH_ID }]),
  {
    of: product.name,
    found: ({ sku, externalId }) => [...claimOf(SKU_RULE, sku), ...claimOf(EXTERNAL_ID_RULE, externalId)],
  },
  customFieldClaims(product),
];
