/** A goods receipt: what of a purchase order came in together. Quantities scaled, values minor units. */
import { z } from 'zod';

export const Receipt = z.object({
  id: z.string(),
  number: z.string(),
  correlationId: z.string(),
  purchaseOrderId: z.string(),
  vendorId: z.string(),
  currency: z.string(),
  receivedOn: z.string(),
  lines: z.array(
    z.object({
      lineId: z.string(),
      productId: z.string(),
      sku: z.string(),
      quantity: z.number().int(),
      /** At the order's price; the parts of a line add up to the line. */
      valueMinor: z.number().int(),
    }),
  ),
  stockEntryId: z.string(),
});
export type Receipt = z.infer<typeof Receipt>;
