/** What a vendor asks for a product, from one day to another, and in which quantities it sells. */
import { z } from 'zod';

export const VendorPrice = z.object({
  id: z.string(),
  vendorId: z.string(),
  productId: z.string(),
  sku: z.string(),
  /** Price of one order unit (scaled 10^-6 of the vendor's currency). */
  price: z.number().int(),
  /** Name of the unit that the vendor counts in, such as `CTN`; the product's own where absent. */
  orderUnit: z.string().optional(),
  /** Stock units in one order unit (scaled). */
  orderUnitFactor: z.number().int(),
  /** Days from order to receipt. */
  leadDays: z.number().int(),
  /** Order quantities in order units (scaled); absent where the vendor sets none. */
  minimumQuantity: z.number().int().optional(),
  maximumQuantity: z.number().int().optional(),
  multiple: z.number().int().optional(),
  /** First and last day of its validity; open where absent. */
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
});
export type VendorPrice = z.infer<typeof VendorPrice>;
