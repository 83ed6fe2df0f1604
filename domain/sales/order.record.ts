/**
 * What the other modules' events do to an order. Each is a sum or a furthest step, so that they may come in any order
 * (I5); that each comes once is the inbox's part. Where an event changes nothing the same order is given back.
 */
import { transition } from '../../shared/states.ts';
import { isFulfilledAndBilled, isSettled } from './order.progress.ts';
import { type Order, type OrderLine, SUPPLY_STEPS, type Supply } from './order.schema.ts';
import { orderStates } from './order.states.ts';

/** A scaled quantity of an order's line. */
export type LineQuantity = { readonly lineId: string; readonly quantity: number };
type LineCost = LineQuantity & { readonly costMinor: number };
type LineBilling = LineQuantity & { readonly netMinor: number };

function changeLines<Part extends { readonly lineId: string }>(
  order: Order,
  parts: readonly Part[],
  change: (line: OrderLine, part: Part) => OrderLine,
): Order {
  let changed = false;
  const lines = order.lines.map((line) => {
    const after = parts.filter(({ lineId }) => lineId === line.lineId).reduce(change, line);
    changed ||= after !== line;
    return after;
  });
  return changed ? { ...order, lines } : order;
}

const reach = (line: OrderLine, supply: Supply): OrderLine =>
  SUPPLY_STEPS.indexOf(supply) > SUPPLY_STEPS.indexOf(line.supply) ? { ...line, supply } : line;

export const recordReserved = (order: Order, lines: readonly LineQuantity[]): Order =>
  changeLines(order, lines, (line) => reach(line, 'reserved'));

export const recordShort = (order: Order, lines: readonly LineQuantity[]): Order =>
  changeLines(order, lines, (line, { quantity }) => {
    const reached = reach(line, 'short');
    return quantity > line.short ? { ...reached, short: quantity } : reached;
  });

/** Lines of a product, told by the line it is made for where that is one of this order's, else the first of them. */
function linesOfProduct(order: Order, productId: string, lineId?: string): { lineId: string }[] {
  const lines = order.lines.filter((line) => line.productId === productId);
  const line = lines.find((candidate) => candidate.lineId === lineId) ?? lines[0];
  return line === undefined ? [] : [{ lineId: line.lineId }];
}

/** Work on a product of the order began; a component's changes nothing here. */
export const recordProductionStarted = (order: Order, productId: string, lineId?: string): Order =>
  changeLines(order, linesOfProduct(order, productId, lineId), (line) => reach(line, 'in_production'));

export const recordProduced = (order: Order, productId: string, quantity: number, lineId?: string): Order =>
  changeLines(order, linesOfProduct(order, productId, lineId), (line) => ({
    ...reach(line, 'in_production'),
    produced: line.produced + quantity,
  }));

/** A vendor was asked for products of the order. */
export const recordPurchaseOrdered = (order: Order, productIds: readonly string[]): Order =>
  changeLines(
    order,
    order.lines.filter(({ productId }) => productIds.includes(productId)),
    (line) => reach(line, 'on_order'),
  );

/** Goods left. Where they crossed a cancellation on the way, only the rest of the order is given up. */
export function recordDispatched(order: Order, lines: readonly LineCost[]): Order {
  const after = changeLines(order, lines, (line, { quantity, costMinor }) => ({
    ...line,
    delivered: line.delivered + quantity,
    costMinor: line.costMinor + costMinor,
  }));
  return after.state === 'cancelled' ? { ...after, state: transition(orderStates, 'correct', after.state) } : after;
}

export const recordArrived = (order: Order, lines: readonly LineQuantity[]): Order =>
  changeLines(order, lines, (line, { quantity }) => ({ ...line, arrived: line.arrived + quantity }));

export const recordReturned = (order: Order, lines: readonly LineCost[]): Order =>
  changeLines(order, lines, (line, { quantity, costMinor }) => ({
    ...line,
    returned: line.returned + quantity,
    costMinor: line.costMinor - costMinor,
  }));

export const recordFulfilled = (order: Order, lines: readonly LineQuantity[]): Order =>
  changeLines(order, lines, (line, { quantity }) => ({ ...line, delivered: line.delivered + quantity }));

export function recordInvoiced(
  order: Order,
  bill: { readonly lines: readonly LineBilling[]; readonly totalMinor: number; readonly depositMinor: number },
): Order {
  const after = changeLines(order, bill.lines, (line, { quantity, netMinor }) => ({
    ...line,
    billed: line.billed + quantity,
    billedNetMinor: line.billedNetMinor + netMinor,
  }));
  return {
    ...after,
    billedMinor: order.billedMinor + bill.totalMinor,
    depositAppliedMinor: order.depositAppliedMinor + bill.depositMinor,
  };
}

export function recordCredited(
  order: Order,
  credit: { readonly lines: readonly LineBilling[]; readonly totalMinor: number; readonly answersReturn: boolean },
): Order {
  const after = changeLines(order, credit.lines, (line, { quantity, netMinor }) => ({
    ...line,
    credited: line.credited + quantity,
    returnCredited: line.returnCredited + (credit.answersReturn ? quantity : 0),
    creditedNetMinor: line.creditedNetMinor + netMinor,
  }));
  return { ...after, creditedMinor: order.creditedMinor + credit.totalMinor };
}

/** Goods that came back without a credit note: they were not billed, or nothing was left of them to credit. */
export const recordWithheld = (
  order: Order,
  lines: readonly LineQuantity[],
  because: 'not_billed' | 'nothing_to_credit',
): Order =>
  changeLines(order, lines, (line, { quantity }) =>
    because === 'not_billed'
      ? { ...line, withheld: line.withheld + quantity }
      : { ...line, returnCredited: line.returnCredited + quantity },
  );

/** Money that came in: a deposit on the order, or what cleared one of its invoices. */
export const recordPaid = (
  order: Order,
  { depositMinor = 0, allocatedMinor = 0 }: { depositMinor?: number; allocatedMinor?: number },
): Order =>
  depositMinor === 0 && allocatedMinor === 0
    ? order
    : {
        ...order,
        depositReceivedMinor: order.depositReceivedMinor + depositMinor,
        allocatedMinor: order.allocatedMinor + allocatedMinor,
      };

/** What no invoice took of the deposit became the account's advance. */
export const recordDepositFreed = (order: Order, amountMinor: number): Order => ({
  ...order,
  depositFreedMinor: order.depositFreedMinor + amountMinor,
});

export const recordRefunded = (order: Order, amountMinor: number): Order => ({
  ...order,
  refundedMinor: order.refundedMinor + amountMinor,
});

export type Concluded = { readonly order: Order; readonly completes: boolean; readonly settles: boolean };

/**
 * Completes and settles an order whose quantities and sums have come to that: each once.
 * @param at instant of the change
 */
export function conclude(order: Order, at: string): Concluded {
  const completes = order.state === 'confirmed' && isFulfilledAndBilled(order);
  const completed: Order = completes
    ? { ...order, state: transition(orderStates, 'complete', order.state), completedAt: at }
    : order;
  const settles = completed.settledAt === undefined && isSettled(completed);
  return { order: settles ? { ...completed, settledAt: at } : completed, completes, settles };
}
