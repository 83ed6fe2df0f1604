import { z } from 'zod';
import { column, neededColumn, priceText, quantityOrZeroText } from '../../shared/import-columns.ts';
import { LocationCode } from './location.resource.ts';

/** A count: what lies at a location, and what one unit of it costs. */
export const StockRow = z.strictObject({
  sku: neededColumn(z.string().min(1).max(64)),
  /** Code; the default location where empty. */
  location: column(LocationCode),
  quantity: neededColumn(quantityOrZeroText),
  /** In the tenant's currency, of goods that the count finds more than there were. */
  unitCost: column(priceText),
});
export type StockRow = z.infer<typeof StockRow>;
