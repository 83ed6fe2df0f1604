/** A sales order as it is stored. Quantities and unit prices are scaled 10^-6, money is minor units. */
import { z } from 'zod';
import { StoredCustomFields } from '../../shared/custom-fields/custom-field.entity.ts';
import { ProductKind } from './events.ts';

/** How far the goods of a line have come on their way into the house, in the order of the steps. */
export const SUPPLY_STEPS = ['waiting', 'short', 'on_order', 'in_production', 'reserved'] as const;
export const Supply = z.enum(SUPPLY_STEPS);
export type Supply = z.infer<typeof Supply>;

export const OrderLine = z.object({
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  kind: ProductKind,
  unit: z.string(),
  quantity: z.number().int(),
  unitPrice: z.number().int(),
  /** Net, rate and tax are fixed when the order is made; each invoice bills its share of them. */
  netMinor: z.number().int(),
  taxCode: z.string(),
  /** Percent, scaled. */
  ratePercent: z.number().int(),
  taxMinor: z.number().int(),
  /** What the invoice must say about its tax. */
  legend: z.string().optional(),
  /** Cost of one unit as quoted, scaled; absent where none was known. */
  quotedUnitCost: z.number().int().optional(),

  supply: Supply,
  /** The largest quantity that stock did not cover. */
  short: z.number().int(),
  produced: z.number().int(),
  /** Left the house, or fulfilled where it is a service. */
  delivered: z.number().int(),
  /** Said to have reached the customer. */
  arrived: z.number().int(),
  returned: z.number().int(),
  billed: z.number().int(),
  /** Came back before it was billed, and so never will be. */
  withheld: z.number().int(),
  credited: z.number().int(),
  /** Came back and is answered: by a credit note, or because nothing was left to credit. */
  returnCredited: z.number().int(),
  billedNetMinor: z.number().int(),
  creditedNetMinor: z.number().int(),
  /** Cost of what was delivered less what came back. */
  costMinor: z.number().int(),
});
export type OrderLine = z.infer<typeof OrderLine>;

export const Order = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  correlationId: z.string(),
  opportunityId: z.string(),
  winNumber: z.number().int(),
  name: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  /** The salesperson; the account's owner when the order was made. */
  ownerId: z.string().optional(),
  currency: z.string(),
  placedOn: z.string(),
  requiredOn: z.string(),
  shippingPolicy: z.enum(['partial', 'whole']),
  invoicingPolicy: z.enum(['dispatched', 'delivered']),
  paymentTermsDays: z.number().int(),
  taxTreatment: z.enum(['domestic', 'export', 'reverse_charge']),
  lines: z.array(OrderLine),
  netMinor: z.number().int(),
  taxMinor: z.number().int(),
  totalMinor: z.number().int(),
  quotedMinor: z.number().int(),

  /** Sums of the order's invoices, credit notes, payments and refunds, gross. */
  billedMinor: z.number().int(),
  depositReceivedMinor: z.number().int(),
  depositAppliedMinor: z.number().int(),
  /** Became the account's advance when the order was over. */
  depositFreedMinor: z.number().int(),
  allocatedMinor: z.number().int(),
  creditedMinor: z.number().int(),
  refundedMinor: z.number().int(),

  /** The tenant's own fields. */
  custom: StoredCustomFields.optional(),
  holdReason: z.enum(['credit_limit']).optional(),
  /** Why it was cancelled or closed. */
  endReason: z.string().optional(),
  completedAt: z.string().optional(),
  /** Set once, with `sales.order.settled`. */
  settledAt: z.string().optional(),
});
export type Order = z.infer<typeof Order>;

/** What an account has open in confirmed orders. */
export const AccountCredit = z.object({
  /** The account's id. */
  id: z.string(),
  /**
   * Minus the exposure: what confirmed orders still want paid. Kept below zero so that a floor guards it
   * (`headroom >= order - limit`) and orders of one account need not wait for each other.
   */
  headroomMinor: z.number().int(),
});
export type AccountCredit = z.infer<typeof AccountCredit>;
