/** Goods that came back from one shipment, as it is stored; written once. Quantities scaled, cost in minor units. */
import { z } from 'zod';

const ReturnLine = z.object({
  orderLineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  quantity: z.number().int(),
  /** The part of the cost at which the goods had left. */
  costMinor: z.number().int(),
});

export const Return = z.object({
  id: z.string(),
  number: z.string(),
  correlationId: z.string(),
  salesOrderId: z.string(),
  shipmentId: z.string(),
  shipmentNumber: z.string(),
  accountId: z.string(),
  receivedOn: z.string(),
  reason: z.string(),
  lines: z.array(ReturnLine),
  /** The stock entry that took the goods in. */
  stockEntryId: z.string(),
});
export type Return = z.infer<typeof Return>;
