/** What other modules may ask of the catalog. Facts only, read consistently; all quantities, prices and minutes scaled. */
export type { Product, ProductKind } from './product.schema.ts';
export { bomOf, bomsOf, type EffectiveBom } from './queries/bom-of.ts';
export {
  expectWhole,
  productsByExternalId,
  productsById,
  productsBySku,
  resolveLine,
  resolveLines,
} from './queries/find-products.ts';
