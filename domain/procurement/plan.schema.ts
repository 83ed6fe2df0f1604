/** What purchasing keeps beside its documents, so that a decision is one consistent read and one guarded write. */
import { z } from 'zod';

/** What a requisition or a purchase order's line will bring beyond its pegs (scaled). */
export const Surplus = z.object({
  /** Id of the requisition, which is also the id of the order's line that it becomes; or of a line ordered by hand. */
  supplyId: z.string(),
  /** The order of a line that was ordered by hand. */
  purchaseOrderId: z.string().optional(),
  surplus: z.number().int(),
  availableOn: z.string(),
  /** How many demand lines it serves already (at most `PEGS_MAX`). */
  pegs: z.number().int(),
});
export type Surplus = z.infer<typeof Surplus>;

/**
 * One record a product, written by every decision to buy: of two shortages at once the second sees what the first
 * bought beyond its need, and does not buy a minimum of its own.
 */
export const Plan = z.object({ productId: z.string(), supplies: z.array(Surplus) });
export type Plan = z.infer<typeof Plan>;

/** The supplies that a reservation has pegs on. */
export const ReservationPegs = z.object({
  reservationId: z.string(),
  /** The demand is gone: a shortage of it that arrives later buys nothing. */
  released: z.boolean(),
  supplies: z.array(z.object({ supplyId: z.string(), purchaseOrderId: z.string().optional() })),
});
export type ReservationPegs = z.infer<typeof ReservationPegs>;
export type SupplyRef = ReservationPegs['supplies'][number];

/** The open surplus of a product with one supply's replaced; a supply without surplus is left out. */
export function withSurplus(supplies: readonly Surplus[], changed: Surplus): Surplus[] {
  const others = supplies.filter(({ supplyId }) => supplyId !== changed.supplyId);
  return changed.surplus > 0 ? [...others, changed] : others;
}
