/** The stock of one product over all locations, as it is stored. Quantities scaled, values in minor units. */
import { z } from 'zod';

export const ValuationMethod = z.enum(['average', 'fifo']);
export type ValuationMethod = z.infer<typeof ValuationMethod>;

const scaledCount = z.number().int();

export const StockLevel = z.object({
  code: z.string(),
  /** Copied from the location, where it is fixed. */
  pickable: z.boolean(),
  onHand: scaledCount,
  reserved: scaledCount,
  /** On hand less reserved, kept as a number of its own because a write's condition compares it with what it takes. */
  free: scaledCount,
});
export type StockLevel = z.infer<typeof StockLevel>;

/** Goods that came in together at one cost (first in, first out). */
export const CostLayer = z.object({ quantity: scaledCount, valueMinor: z.number().int(), at: z.string() });
export type CostLayer = z.infer<typeof CostLayer>;

export const Stock = z.object({
  productId: z.string(),
  sku: z.string(),
  /** The product's method when the stock last rose from nothing; it cannot change while there is stock. */
  method: ValuationMethod,
  onHand: scaledCount,
  reserved: scaledCount,
  /** Free goods at pickable locations: what can be promised. */
  available: scaledCount,
  /** Sum of the product's waiting shortages. */
  waiting: scaledCount,
  valueMinor: z.number().int(),
  /** Oldest first; only where the method is FIFO. They add up to `onHand` and `valueMinor`. */
  layers: z.array(CostLayer).optional(),
  levels: z.record(z.string(), StockLevel),
});
export type Stock = z.infer<typeof Stock>;

/** A part of a quantity at one location. */
export const Allocation = z.object({ locationId: z.string(), quantity: scaledCount });
export type Allocation = z.infer<typeof Allocation>;
