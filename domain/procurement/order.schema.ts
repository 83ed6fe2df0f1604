/** A purchase order as it is stored. Quantities are scaled stock units, prices scaled 10^-6, money minor units. */
import { z } from 'zod';
import { Peg } from '../../shared/pegs.ts';

export const PurchaseOrderLine = z.object({
  /** The requisition's id where it came of one. */
  lineId: z.string(),
  requisitionId: z.string().optional(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  unit: z.string(),
  wholeUnits: z.boolean(),
  quantity: z.number().int(),
  received: z.number().int(),
  billed: z.number().int(),
  /** Not come in and given up when the order was closed. */
  givenUp: z.number().int(),
  /** Price of one stock unit, rounded: for people. */
  unitPrice: z.number().int(),
  /** Price of one order unit and the stock units in it: what amounts are reckoned from. */
  orderUnitPrice: z.number().int(),
  orderUnitFactor: z.number().int(),
  expectedOn: z.string(),
  pegs: z.array(Peg),
});
export type PurchaseOrderLine = z.infer<typeof PurchaseOrderLine>;

export const PurchaseOrder = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  correlationId: z.string(),
  vendorId: z.string(),
  vendorName: z.string(),
  paymentTermsDays: z.number().int(),
  taxCode: z.string(),
  currency: z.string(),
  placedOn: z.string(),
  expectedOn: z.string(),
  lines: z.array(PurchaseOrderLine),
  /** Why it was closed or cancelled. */
  endReason: z.string().optional(),
});
export type PurchaseOrder = z.infer<typeof PurchaseOrder>;
