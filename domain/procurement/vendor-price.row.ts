import { z } from 'zod';
import { column, neededColumn, priceText, quantityText, wholeNumber } from '../../shared/import-columns.ts';
import { CalendarDate } from '../../shared/values/time.ts';
import { LEAD_DAYS_MAX } from './vendor-price.resource.ts';

/** A row is what a vendor (by external id or code) asks for a product (by SKU or external id) from a day on. */
export const VendorPriceRow = z.strictObject({
  vendor: neededColumn(z.string().max(128)),
  sku: neededColumn(z.string().max(128)),
  /** Of one order unit, in the tenant's currency. */
  price: neededColumn(priceText),
  /** Name of the order unit, and the stock units in it. */
  unit: column(z.string().max(20)),
  orderUnitFactor: column(quantityText),
  leadDays: column(wholeNumber(LEAD_DAYS_MAX)),
  /** In order units. */
  minimumQuantity: column(quantityText),
  maximumQuantity: column(quantityText),
  multiple: column(quantityText),
  validFrom: column(CalendarDate),
  validTo: column(CalendarDate),
});
export type VendorPriceRow = z.infer<typeof VendorPriceRow>;
