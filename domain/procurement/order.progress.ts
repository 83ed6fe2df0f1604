/** How far a purchase order is: derived from the quantities of its lines (B2). Pure; quantities scaled, money minor. */
import { waitingOfAll } from '../../shared/pegs.ts';
import { mulDiv, SCALE_DIGITS } from '../../shared/values/decimal.ts';
import { minorDigits } from '../../shared/values/money.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';

export const PURCHASE_ORDER_STATUSES = [
  'to_receive_and_bill',
  'to_receive',
  'to_bill',
  'completed',
  'closed',
  'cancelled',
] as const;
export type PurchaseOrderStatus = (typeof PURCHASE_ORDER_STATUSES)[number];

/** What of a line is still to come in. */
export const outstandingOf = ({ quantity, received, givenUp }: PurchaseOrderLine): number =>
  Math.max(0, quantity - received - givenUp);

/** What of a line came in and is not billed. */
export const unbilledOf = ({ received, billed }: PurchaseOrderLine): number => Math.max(0, received - billed);

/** What a line will bring beyond its pegs. */
export const surplusOf = (line: PurchaseOrderLine): number =>
  Math.max(0, outstandingOf(line) - waitingOfAll(line.pegs));

export function purchaseOrderStatus({ state, lines }: Pick<PurchaseOrder, 'state' | 'lines'>): PurchaseOrderStatus {
  if (state === 'cancelled') return 'cancelled';
  const toReceive = lines.some((line) => outstandingOf(line) > 0);
  const toBill = lines.some(
    ({ quantity, givenUp, received, billed }) => billed < Math.max(received, quantity - givenUp),
  );
  if (toReceive) return toBill ? 'to_receive_and_bill' : 'to_receive';
  if (toBill) return 'to_bill';
  return lines.some(({ givenUp }) => givenUp > 0) ? 'closed' : 'completed';
}

/**
 * What a quantity of a line costs, in minor units, rounded once. Parts are taken as differences of it
 * (`amountBetween`), so that the parts of a line always add up to the line.
 */
export function amountOf(line: PurchaseOrderLine, quantity: number, currency: string): number {
  const perMinor = 10 ** (SCALE_DIGITS - minorDigits(currency));
  return mulDiv(quantity, line.orderUnitPrice, line.orderUnitFactor * perMinor);
}

/** What the part of a line from one quantity to another costs, in minor units. */
export const amountBetween = (line: PurchaseOrderLine, from: number, to: number, currency: string): number =>
  amountOf(line, to, currency) - amountOf(line, from, currency);

export const netOf = ({ lines, currency }: Pick<PurchaseOrder, 'lines' | 'currency'>): number =>
  lines.reduce((sum, line) => sum + amountOf(line, line.quantity, currency), 0);
