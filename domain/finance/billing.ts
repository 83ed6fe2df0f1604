/**
 * The billing of an order's lines. A line's net and tax were fixed when the order was made; an invoice takes the share
 * of the quantity it bills, cut so that the shares of all invoices add up to the line's total: the last one takes
 * whatever rounding left.
 */
import { mulDiv } from '../../shared/values/decimal.ts';
import type { Order, OrderLine } from '../sales/index.ts';
import type { Billing } from './billing.schema.ts';
import type { InvoiceLine } from './invoice.schema.ts';

/** A quantity to be billed, scaled. */
export type BillableLine = { readonly orderLineId: string; readonly quantity: number };

/** Share of an amount for the part between two cumulated quantities of a line. */
const shareBetween = (amountMinor: number, from: number, to: number, whole: number): number =>
  mulDiv(amountMinor, to, whole) - mulDiv(amountMinor, from, whole);

/**
 * Invoice lines for quantities of an order, given what was billed before (scaled, by line).
 * Lines of an unknown id or of no quantity are left out.
 */
export function billLines(
  order: Pick<Order, 'lines'>,
  billed: Readonly<Record<string, number>>,
  wanted: readonly BillableLine[],
): { lines: InvoiceLine[]; billed: Record<string, number> } {
  const lines: InvoiceLine[] = [];
  const after: Record<string, number> = { ...billed };
  for (const { orderLineId, quantity } of wanted) {
    const line = order.lines.find(({ lineId }) => lineId === orderLineId);
    if (line === undefined || quantity <= 0) continue;
    const from = after[orderLineId] ?? 0;
    after[orderLineId] = from + quantity;
    lines.push(invoiceLine(line, from, quantity));
  }
  return { lines, billed: after };
}

function invoiceLine(line: OrderLine, from: number, quantity: number): InvoiceLine {
  const { lineId, productId, sku, name, kind, unit, unitPrice, taxCode, ratePercent, legend } = line;
  const part = (amountMinor: number) => shareBetween(amountMinor, from, from + quantity, line.quantity);
  return {
    lineId,
    productId,
    sku,
    name,
    kind,
    unit,
    quantity,
    unitPrice,
    netMinor: part(line.netMinor),
    taxCode,
    ratePercent,
    taxMinor: part(line.taxMinor),
    ...(legend === undefined ? {} : { legend }),
    creditedQuantity: 0,
    creditedNetMinor: 0,
    creditedTaxMinor: 0,
  };
}

/** What an order's billing begins with. */
export const newBilling = (order: Pick<Order, 'id' | 'accountId'>): Billing => ({
  id: order.id,
  accountId: order.accountId,
  billed: {},
  withheld: {},
  invoiceIds: [],
  awaiting: {},
  depositReceivedMinor: 0,
  depositAppliedMinor: 0,
  depositFreedMinor: 0,
});

/** The part of the order's deposit that no invoice has taken yet. */
export const depositLeft = (state: Billing): number =>
  state.depositReceivedMinor - state.depositAppliedMinor - state.depositFreedMinor;

/** Adds quantities by line. */
export const addQuantities = (
  before: Readonly<Record<string, number>>,
  added: readonly BillableLine[],
): Record<string, number> => {
  const after: Record<string, number> = { ...before };
  for (const { orderLineId, quantity } of added) after[orderLineId] = (after[orderLineId] ?? 0) + quantity;
  return after;
};

type DepositOrder = Pick<Order, 'state'> & {
  readonly lines: readonly Pick<OrderLine, 'lineId' | 'quantity' | 'delivered'>[];
};

/** Nothing more will be delivered: the order has ended, or all that was ordered is billed or came back unbilled. */
const isOver = (order: DepositOrder, { billed, withheld }: Billing): boolean =>
  order.state === 'cancelled' ||
  order.state === 'closed' ||
  order.state === 'completed' ||
  order.lines.every(({ lineId, quantity }) => (billed[lineId] ?? 0) + (withheld[lineId] ?? 0) >= quantity);

/** Something has left that an invoice will still be issued for. */
const waitsForInvoice = (order: DepositOrder, { awaiting, billed, withheld }: Billing): boolean =>
  Object.values(awaiting).some((lines) => Object.values(lines).some((quantity) => quantity > 0)) ||
  order.lines.some(({ lineId, delivered }) => delivered > (billed[lineId] ?? 0) + (withheld[lineId] ?? 0));

/** What of an order's deposit no invoice will ever take, in minor units. */
export const depositToFree = (order: DepositOrder, state: Billing): number =>
  isOver(order, state) && !waitsForInvoice(order, state) ? depositLeft(state) : 0;

/** Takes returned goods out of a shipment that waits to be billed. `taken` is what was found there, by line. */
export function withhold(
  awaiting: Readonly<Record<string, number>>,
  returned: readonly BillableLine[],
): { awaiting: Record<string, number>; taken: BillableLine[] } {
  const left: Record<string, number> = { ...awaiting };
  const taken = returned.map(({ orderLineId, quantity }) => {
    const part = Math.min(quantity, left[orderLineId] ?? 0);
    left[orderLineId] = (left[orderLineId] ?? 0) - part;
    return { orderLineId, quantity: part };
  });
  return { awaiting: left, taken };
}
