/** A production order as it is stored. Quantities, minutes and rates are scaled 10^-6, money is minor units. */
import { z } from 'zod';
import { Surplus } from '../../shared/netting.ts';
import { Peg } from '../../shared/pegs.ts';
import { ProductKind } from '../sales/events.ts';

export const Component = z.object({
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  kind: ProductKind,
  /** For the whole order; a fraction where the bill says so, whatever the unit: only what is bought or made is whole. */
  quantity: z.number().int(),
  /** Expected cost of it all; absent where none is known. */
  plannedMinor: z.number().int().optional(),
  /** Gone to work in progress, at the cost at which it left the stock. */
  issued: z.number().int(),
  issuedMinor: z.number().int(),
  returned: z.number().int(),
  returnedMinor: z.number().int(),
});
export type Component = z.infer<typeof Component>;

export const Operation = z.object({
  workCentreId: z.string(),
  workCentreName: z.string(),
  /** For the whole order. */
  minutes: z.number().int(),
  /** Fixed when the order is planned. */
  hourlyRate: z.number().int(),
  actualMinutes: z.number().int(),
});
export type Operation = z.infer<typeof Operation>;

export const BlockedReason = z.enum(['no_bom', 'too_many_components']);
export type BlockedReason = z.infer<typeof BlockedReason>;

export const ProductionOrder = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  /** Why nothing can be planned for it: a person must see to the bill of material. */
  blocked: BlockedReason.optional(),
  correlationId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  unit: z.string(),
  wholeUnits: z.boolean(),
  quantity: z.number().int(),
  produced: z.number().int(),
  scrapped: z.number().int(),
  /** Planned by a person, for stock: it goes on where its demands are gone. */
  byHand: z.boolean(),
  /** The sales order that it is made for, the first where there are several. */
  salesOrderId: z.string().optional(),
  /** The demand lines that it is made for; what it makes beyond them covers others, or is free stock. */
  pegs: z.array(Peg),
  bomId: z.string().optional(),
  bomRevision: z.number().int().optional(),
  components: z.array(Component),
  operations: z.array(Operation),
  startOn: z.string(),
  dueOn: z.string(),
  /** The need comes sooner than the lead time allows. */
  late: z.boolean(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  currency: z.string(),
  /** Planned cost of the whole order; material is absent where a component's cost is not known. */
  plannedMaterialMinor: z.number().int().optional(),
  plannedConversionMinor: z.number().int(),
  /** Into work in progress: components at cost less what came back, and the time that was used. */
  materialMinor: z.number().int(),
  conversionMinor: z.number().int(),
  /** Out of work in progress: into stock, and what no good unit could bear. */
  outputMinor: z.number().int(),
  varianceMinor: z.number().int(),
  endReason: z.string().optional(),
});
export type ProductionOrder = z.infer<typeof ProductionOrder>;

/** An order is made for so many demand lines at most, so that the commit that ends it stays small. */
export const PEGS_MAX = 20;

/** What open orders of a product will bring beyond their pegs. One record a product; a supply's id is its order's. */
export const ProductionPlan = z.object({ productId: z.string(), supplies: z.array(Surplus) });
export type ProductionPlan = z.infer<typeof ProductionPlan>;

/** The production orders that are made for a reservation. */
export const ReservationOrders = z.object({
  reservationId: z.string(),
  /** The demand is gone: a shortage of it that arrives later plans nothing. */
  released: z.boolean(),
  orders: z.array(z.object({ orderId: z.string(), productId: z.string() })),
});
export type ReservationOrders = z.infer<typeof ReservationOrders>;
export type OrderRef = ReservationOrders['orders'][number];
