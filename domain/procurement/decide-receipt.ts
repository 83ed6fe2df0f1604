/** The rules of a goods receipt, without reads or writes. Quantities scaled, values minor units. */

import { type PeggedQuantity, servePegs } from '../../shared/pegs.ts';
import { reject } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { fromScaled, mulDiv } from '../../shared/values/decimal.ts';
import { amountBetween, outstandingOf } from './order.progress.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';
import { purchaseOrderStates } from './order.states.ts';

/** One commit receives no more lines and serves no more demand lines than this; the rest goes into further receipts. */
export const RECEIPT_LINES_MAX = 8;
export const RECEIPT_PEGS_MAX = 24;

/** Quantities to receive by line. */
export type Wanted = ReadonlyMap<string, number>;

export type ReceivedLine = {
  readonly before: PurchaseOrderLine;
  readonly after: PurchaseOrderLine;
  readonly quantity: number;
  readonly valueMinor: number;
  /** What of it is kept for which demand line: the goods go to those who need them first. */
  readonly pegs: readonly PeggedQuantity[];
};

/** What is wanted as far as it is still to come in. @throws Rejection `procurement.order.nothing_to_receive` (409) */
export function atMostOutstanding(order: PurchaseOrder, wanted: Wanted): Wanted {
  const left = [...everythingOutstanding(order)]
    .map(([lineId, outstanding]) => [lineId, Math.min(outstanding, wanted.get(lineId) ?? 0)] as const)
    .filter(([, quantity]) => quantity > 0);
  if (left.length === 0) throw nothingToReceive();
  return new Map(left);
}

const nothingToReceive = () =>
  reject('conflict', 'procurement.order.nothing_to_receive', 'Everything of this order has come in.');

/** Everything that is still to come in. @throws Rejection `procurement.order.nothing_to_receive` (409) */
export function everythingOutstanding({ lines }: PurchaseOrder): Wanted {
  const outstanding = lines.filter((line) => outstandingOf(line) > 0);
  if (outstanding.length === 0) throw nothingToReceive();
  return new Map(outstanding.map((line) => [line.lineId, outstandingOf(line)]));
}

/**
 * The order with a part received.
 * @throws Rejection `procurement.order.over_receipt` (422) with the exact excess beyond the tolerance (B4); 409 where the
 * order is cancelled
 */
export function decideReceipt(order: PurchaseOrder, wanted: Wanted, tolerancePercent: number): ReceivedLine[] {
  transition(purchaseOrderStates, 'receive', order.state);
  expectWithinTolerance(order, wanted, tolerancePercent);
  return order.lines.flatMap((before) => {
    const quantity = wanted.get(before.lineId) ?? 0;
    if (quantity === 0) return [];
    const received = before.received + quantity;
    const { pegs, kept } = servePegs(before.pegs, quantity);
    const valueMinor = amountBetween(before, before.received, received, order.currency);
    return [{ before, after: { ...before, received, pegs }, quantity, valueMinor, pegs: kept }];
  });
}

/** @throws Rejection `procurement.order.over_receipt` (422): names the line by its place in `wanted` */
export function expectWithinTolerance(order: PurchaseOrder, wanted: Wanted, tolerancePercent: number): void {
  for (const [index, [lineId, quantity]] of [...wanted].entries()) {
    const line = order.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined) continue;
    const tolerated = mulDiv(line.quantity, tolerancePercent, 100);
    const excess = quantity - Math.max(0, line.quantity + tolerated - line.received - line.givenUp);
    if (excess > 0) throw overReceipt(line, quantity, excess, index);
  }
}

function overReceipt(line: PurchaseOrderLine, quantity: number, excess: number, index: number) {
  const outstanding = fromScaled(outstandingOf(line));
  const message = `${fromScaled(excess)} more of "${line.sku}" than is still to come (${outstanding}).`;
  return reject('invalid', 'procurement.order.over_receipt', message, {
    errors: [{ pointer: `/lines/${index}/quantity`, code: 'over_receipt', message }],
    facts: { sku: line.sku, received: fromScaled(quantity), outstanding, excess: fromScaled(excess) },
  });
}

/** What one commit takes of what is wanted, and what is left for the next. A line with many pegs is cut between them. */
export function nextPart({ lines }: PurchaseOrder, wanted: Wanted): { part: Wanted; rest: Wanted } {
  const part = new Map<string, number>();
  const rest = new Map(wanted);
  let room = RECEIPT_PEGS_MAX;
  for (const [lineId, quantity] of wanted) {
    if (part.size === RECEIPT_LINES_MAX || room === 0) break;
    const line = lines.find((candidate) => candidate.lineId === lineId);
    const { kept } = servePegs(line?.pegs ?? [], quantity);
    const taken = kept.length <= room ? quantity : kept.slice(0, room).reduce((sum, peg) => sum + peg.quantity, 0);
    part.set(lineId, taken);
    room -= Math.min(room, kept.length);
    if (taken === quantity) rest.delete(lineId);
    else rest.set(lineId, quantity - taken);
  }
  return { part, rest };
}
