import { z } from 'zod';
import { QuantityOrZero, toScaled } from '../../shared/values/decimal.ts';
import { parseUnitPrice } from '../../shared/values/money.ts';
import { column, neededColumn } from './import-row.ts';
import { LocationCode } from './location.resource.ts';

const costText = z
  .string()
  .regex(/^(0|[1-9]\d{0,8})(\.\d{1,6})?$/, 'must be a decimal of at most 9 and 6 digits, not negative')
  .transform(parseUnitPrice);

/** A count: what lies at a location, and what one unit of it costs. */
export const StockRow = z.strictObject({
  sku: neededColumn(z.string().min(1).max(64)),
  /** Code; the default location where empty. */
  location: column(LocationCode),
  quantity: neededColumn(QuantityOrZero.transform(toScaled)),
  /** In the tenant's currency, of goods that the count finds more than there were. */
  unitCost: column(costText),
});
export type StockRow = z.infer<typeof StockRow>;
