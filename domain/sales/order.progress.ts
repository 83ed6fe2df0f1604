/** What an order's quantities and sums come to. Derived, never set by hand (O2). */
import { mulDiv } from '../../shared/values/decimal.ts';
import type { Order, OrderLine } from './order.schema.ts';

export const ORDER_STATUSES = [
  'on_hold',
  'to_deliver_and_bill',
  'to_deliver',
  'to_bill',
  'completed',
  'closed',
  'cancelled',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Scaled quantity still to leave the house (or to be fulfilled); an order that is over has none. */
export const openQuantity = (order: Pick<Order, 'state'>, line: OrderLine): number =>
  order.state === 'confirmed' || order.state === 'held' ? Math.max(0, line.quantity - line.delivered) : 0;

/**
 * Scaled quantity that left and is neither billed nor withheld from billing; below zero while the invoice is known and
 * the delivery is not yet (I5).
 */
const unbilledQuantity = (line: OrderLine): number => line.delivered - line.billed - line.withheld;

/** Scaled quantity that came back and is not answered yet; below zero while the answer is known and the return is not. */
const unansweredReturn = (line: OrderLine): number => line.returned - line.returnCredited - line.withheld;

export function statusOf(order: Order): OrderStatus {
  if (order.state === 'held') return 'on_hold';
  if (order.state !== 'confirmed') return order.state as OrderStatus;
  const toDeliver = order.lines.some((line) => openQuantity(order, line) > 0);
  const toBill = order.lines.some((line) => Math.max(line.quantity, line.delivered) > line.billed + line.withheld);
  if (toDeliver) return toBill ? 'to_deliver_and_bill' : 'to_deliver';
  return toBill ? 'to_bill' : 'completed';
}

/** What the customer still owes on the order's invoices; below zero where money is to go back. */
export const receivableOf = (order: Order): number =>
  order.billedMinor - order.depositAppliedMinor - order.allocatedMinor - order.creditedMinor + order.refundedMinor;

/** What the customer has paid for the order: without a deposit that became the account's again, and what went back. */
export const paidOf = (order: Order): number =>
  order.depositReceivedMinor - order.depositFreedMinor + order.allocatedMinor - order.refundedMinor;

/** Everything that is to be delivered has left and is invoiced, as far as sales has heard of both. */
export const isFulfilledAndBilled = (order: Order): boolean =>
  order.lines.every((line) => openQuantity(order, line) === 0 && unbilledQuantity(line) === 0);

/** The order is over, billed, its returns are answered, and nothing is owed either way. */
export const isSettled = (order: Order): boolean =>
  (order.state === 'completed' || order.state === 'closed') &&
  isFulfilledAndBilled(order) &&
  order.lines.every((line) => unansweredReturn(line) === 0) &&
  receivableOf(order) === 0;

/** The share of a line's amount for a part of its quantity; shares of growing quantities add up to the whole. */
const share = (amountMinor: number, part: number, line: OrderLine): number =>
  line.quantity === 0 ? 0 : mulDiv(amountMinor, part, line.quantity);

/** Gross value that the order will come to: all of it, or once closed what has left; less what is withheld. */
function committedOf(order: Order): number {
  return order.lines.reduce((sum, line) => {
    const part = (order.state === 'closed' ? line.delivered : Math.max(line.quantity, line.delivered)) - line.withheld;
    return sum + share(line.netMinor, Math.max(0, part), line) + share(line.taxMinor, Math.max(0, part), line);
  }, 0);
}

/** What a customer's order adds to the exposure that the credit limit guards. */
export const exposureOf = (order: Order): number =>
  order.state === 'held' || order.state === 'cancelled'
    ? 0
    : Math.max(0, committedOf(order) - order.creditedMinor - paidOf(order));

export type ProgressFigures = {
  /** Whole percent of the order's value, rounded down: 100 only where it is all. */
  readonly reserved: number;
  readonly produced: number;
  readonly delivered: number;
  readonly billed: number;
  readonly paid: number;
};

const reservedQuantity = (line: OrderLine): number => {
  if (line.supply === 'reserved' || line.delivered >= line.quantity) return line.quantity;
  return line.supply === 'waiting' ? 0 : line.quantity - line.short;
};

function percentOf(lines: readonly OrderLine[], part: (line: OrderLine) => number): number {
  const weigh = (line: OrderLine) => Math.max(line.netMinor, 1);
  const whole = lines.reduce((sum, line) => sum + weigh(line), 0);
  const done = lines.reduce((sum, line) => sum + share(weigh(line), Math.min(part(line), line.quantity), line), 0);
  const complete = lines.every((line) => part(line) >= line.quantity);
  if (complete) return 100;
  return Math.min(99, Math.floor((done * 100) / whole));
}

export function progressOf(order: Order): ProgressFigures {
  const stocked = order.lines.filter(({ kind }) => kind !== 'service');
  const made = order.lines.filter(({ kind }) => kind === 'manufactured');
  const total = order.totalMinor;
  return {
    reserved: percentOf(stocked, reservedQuantity),
    produced: percentOf(made, (line) => (line.supply === 'reserved' ? line.quantity : line.produced)),
    delivered: percentOf(order.lines, (line) => line.delivered),
    billed: percentOf(order.lines, (line) => line.billed),
    paid: total === 0 ? 100 : Math.max(0, Math.min(100, Math.floor((paidOf(order) * 100) / total))),
  };
}
