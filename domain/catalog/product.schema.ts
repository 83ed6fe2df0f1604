/** A product as it is stored: what Tandem sells, makes, buys or does. */
import { z } from 'zod';
import { StoredCustomFields } from '../../shared/custom-fields/custom-field.entity.ts';

export const ProductKind = z.enum(['manufactured', 'purchased', 'service']);
export type ProductKind = z.infer<typeof ProductKind>;

export const ValuationMethod = z.enum(['average', 'fifo']);
export const SupplyPolicy = z.enum(['to_stock', 'to_order']);

export const Product = z.object({
  id: z.string(),
  /** Unique within the tenant, compared as written. */
  sku: z.string(),
  name: z.string(),
  kind: ProductKind,
  /** Code of the stock unit; fixed for the life of the product, since stock and bills of material count in it. */
  unit: z.string(),
  /** Copied from the unit, whose rule never changes: quantities must be whole numbers. */
  wholeUnits: z.boolean(),
  /** Price of one unit, scaled 10^-6 of a major unit of the tenant's currency. */
  listPrice: z.number().int(),
  /** Cost of one unit, scaled likewise; 0 where none is known. */
  standardCost: z.number().int(),
  taxCode: z.string(),
  /** How issues are valued; cannot change while there is stock (DESIGN 1). */
  valuationMethod: ValuationMethod,
  /** `to_order`: free stock never serves an order, each one is made or bought for itself. */
  supplyPolicy: SupplyPolicy,
  /** Days that making one order of it takes. */
  leadDays: z.number().int(),
  /** Scaled quantities. */
  safetyStock: z.number().int(),
  reorderPoint: z.number().int(),
  category: z.string().optional(),
  subcategory: z.string().optional(),
  saleable: z.boolean(),
  active: z.boolean(),
  /** The product's id in another system; unique within the tenant, the key of an import. */
  externalId: z.string().optional(),
  /** The tenant's own fields. */
  custom: StoredCustomFields.optional(),
});
export type Product = z.infer<typeof Product>;
