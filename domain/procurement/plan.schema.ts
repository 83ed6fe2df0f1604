/** What purchasing keeps beside its documents, so that a decision is one consistent read and one guarded write. */
import { z } from 'zod';
import { Surplus } from '../../shared/netting.ts';

/** A supply may serve so many demand lines; what it brings beyond them waits in stock. Bounds the record's size. */
export const PEGS_MAX = 60;

/**
 * What a requisition or a purchase order's line will bring beyond its pegs. The supply's id is that of the requisition,
 * which is also the id of the order's line that it becomes; or that of a line ordered by hand.
 */
export const PurchaseSurplus = Surplus.extend({
  /** The order of a line that was ordered by hand. */
  purchaseOrderId: z.string().optional(),
});
export type PurchaseSurplus = z.infer<typeof PurchaseSurplus>;

/**
 * One record a product, written by every decision to buy: of two shortages at once the second sees what the first
 * bought beyond its need, and does not buy a minimum of its own.
 */
export const Plan = z.object({ productId: z.string(), supplies: z.array(PurchaseSurplus) });
export type Plan = z.infer<typeof Plan>;

/** The supplies that a reservation has pegs on. */
export const ReservationPegs = z.object({
  reservationId: z.string(),
  /** The demand is gone: a shortage of it that arrives later buys nothing. */
  released: z.boolean(),
  supplies: z.array(z.object({ supplyId: z.string(), productId: z.string(), purchaseOrderId: z.string().optional() })),
});
export type ReservationPegs = z.infer<typeof ReservationPegs>;
export type SupplyRef = ReservationPegs['supplies'][number];
