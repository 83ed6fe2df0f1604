import { z } from 'zod';
import { rowCustomFields } from '../../shared/custom-fields/import-custom-fields.ts';
import {
  column,
  neededColumn,
  priceText,
  quantityOrZeroText,
  wholeNumber,
  yesOrNo,
} from '../../shared/import-columns.ts';
import { Currency } from '../../shared/values/money.ts';
import { ExternalId, Name } from '../../shared/values/text.ts';
import { Sku } from './product.resource.ts';
import { ProductKind, SupplyPolicy, ValuationMethod } from './product.schema.ts';
import { UnitCode } from './units.ts';

export const ProductRow = z.strictObject({
  externalId: column(ExternalId),
  sku: neededColumn(Sku),
  name: column(Name),
  kind: column(ProductKind),
  unit: column(UnitCode),
  listPrice: column(priceText),
  standardCost: column(priceText),
  /** Of both prices; the tenant's own where empty. */
  currency: column(Currency),
  taxCode: column(z.string().regex(/^[a-z0-9_-]{1,32}$/)),
  valuationMethod: column(ValuationMethod),
  supplyPolicy: column(SupplyPolicy),
  leadDays: column(wholeNumber(1_000)),
  safetyStock: column(quantityOrZeroText),
  reorderPoint: column(quantityOrZeroText),
  category: column(z.string().max(100)),
  subcategory: column(z.string().max(100)),
  saleable: column(yesOrNo),
  active: column(yesOrNo),
  customFields: rowCustomFields,
});
export type ProductRow = z.infer<typeof ProductRow>;
