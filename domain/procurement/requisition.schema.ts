/** A purchase requisition: something short that is to be bought. Quantities and unit prices scaled 10^-6. */
import { z } from 'zod';
import { Peg } from '../../shared/pegs.ts';

export const Requisition = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  correlationId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  /** Whom it would be bought from; absent where no vendor sells the product: a person must choose one. */
  vendorId: z.string().optional(),
  vendorName: z.string().optional(),
  quantity: z.number().int(),
  /** Expected price of one stock unit; the order takes the price of its day. */
  unitPrice: z.number().int().optional(),
  /** Demands that it is bought for; once it is ordered they are kept on the order's line and these stay as they were. */
  pegs: z.array(Peg),
  neededOn: z.string(),
  /** The day on which it must be ordered to be there in time. */
  releaseOn: z.string(),
  /** Day of receipt where it is ordered on its release day. */
  availableOn: z.string(),
  /** The need comes sooner than the lead time allows. */
  late: z.boolean(),
  /** More than the vendor's maximum order quantity. */
  overMaximum: z.boolean(),
  /** The order that it became a line of; the line has the requisition's id. */
  purchaseOrderId: z.string().optional(),
});
export type Requisition = z.infer<typeof Requisition>;
