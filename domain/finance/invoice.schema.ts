/** An invoice as it is stored. Quantities and unit prices are scaled 10^-6, money is minor units. */
import { z } from 'zod';
import { ProductKind } from '../sales/events.ts';

export const InvoiceLine = z.object({
  /** The line of the sales order that it bills. */
  lineId: z.string(),
  productId: z.string(),
  sku: z.string(),
  name: z.string(),
  kind: ProductKind,
  unit: z.string(),
  quantity: z.number().int(),
  unitPrice: z.number().int(),
  netMinor: z.number().int(),
  taxCode: z.string(),
  /** Percent, scaled; as fixed on the order. */
  ratePercent: z.number().int(),
  taxMinor: z.number().int(),
  legend: z.string().optional(),
  creditedQuantity: z.number().int(),
  creditedNetMinor: z.number().int(),
  creditedTaxMinor: z.number().int(),
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

/** Something that changed what is due: every balance, also of a past day, is the total less these. */
export const Settlement = z.object({
  kind: z.enum(['deposit', 'payment', 'advance', 'credit', 'refund']),
  /** Payment, credit note or refund; the invoice itself for a deposit or an advance. */
  id: z.string(),
  on: z.string(),
  /** Above zero. A refund raises what is due again, everything else lowers it. */
  amountMinor: z.number().int(),
});
export type Settlement = z.infer<typeof Settlement>;

export const Invoice = z.object({
  id: z.string(),
  number: z.string(),
  state: z.string(),
  correlationId: z.string(),
  source: z.object({ kind: z.enum(['shipment', 'fulfilment']), id: z.string() }),
  salesOrderId: z.string(),
  orderNumber: z.string(),
  opportunityId: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  currency: z.string(),
  issuedOn: z.string(),
  dueOn: z.string(),
  lines: z.array(InvoiceLine),
  netMinor: z.number().int(),
  taxMinor: z.number().int(),
  totalMinor: z.number().int(),
  settlements: z.array(Settlement),
  /** `open` while anything is owed either way, else the month of the last settlement: the lists of the ageing. */
  agedIn: z.string(),
});
export type Invoice = z.infer<typeof Invoice>;
