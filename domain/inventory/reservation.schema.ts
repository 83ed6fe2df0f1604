/** What one demand (a sales order, a production order) holds of the stock, as it is stored. Quantities scaled. */
import { z } from 'zod';
import { ProductKind } from '../sales/events.ts';
import { Demand } from './events.ts';
import { Allocation } from './stock.schema.ts';

export const ReservationLine = z.object({
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  kind: ProductKind,
  /** What the demand needs in all. */
  quantity: z.number().int(),
  /** Found for it in stock, whether still there or gone out to it. What it lacks was asked of supply, always all of it. */
  reserved: z.number().int(),
  /** The part of `reserved` that has gone out to it. */
  consumed: z.number().int(),
  /** Made or bought to order: free stock never serves it. Known once the line has been looked at. */
  toOrder: z.boolean(),
  /** Where what is reserved and not consumed lies. */
  allocations: z.array(Allocation),
});
export type ReservationLine = z.infer<typeof ReservationLine>;

export const Reservation = z.object({
  id: z.string(),
  demand: Demand,
  salesOrderId: z.string().optional(),
  correlationId: z.string(),
  state: z.enum(['open', 'released', 'fulfilled']),
  shippingPolicy: z.enum(['partial', 'whole']),
  neededOn: z.string(),
  lines: z.array(ReservationLine),
  /** The first line that reserving (or, once released, freeing) has not reached; the number of lines when done. */
  nextLine: z.number().int(),
});
export type Reservation = z.infer<typeof Reservation>;
