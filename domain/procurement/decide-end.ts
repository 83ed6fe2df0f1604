/** Closing and cancelling a purchase order, without reads or writes. */

import { type Peg, waitingOf } from '../../shared/pegs.ts';
import { reject } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { outstandingOf } from './order.progress.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';
import { purchaseOrderStates } from './order.states.ts';

type End = Pick<PurchaseOrder, 'state' | 'lines' | 'endReason'>;

/**
 * Gives up what has not come in; what came in is still billed and paid. An order that was billed though nothing came in
 * is closed as well, since it cannot be cancelled: what the vendor has to credit stays as received and not invoiced.
 * @throws Rejection `procurement.order.nothing_received` (409), where it is cancelled instead, and
 * `procurement.order.nothing_to_close`
 */
export function decideClose(order: PurchaseOrder, reason: string): End {
  const state = transition(purchaseOrderStates, 'close', order.state);
  if (order.lines.every(({ received, billed }) => received === 0 && billed === 0)) {
    throw reject('conflict', 'procurement.order.nothing_received', 'Nothing came in yet: cancel the order instead.');
  }
  if (order.lines.every((line) => outstandingOf(line) === 0)) {
    throw reject('conflict', 'procurement.order.nothing_to_close', 'Everything of this order has come in.');
  }
  const lines = order.lines.map((line) => ({ ...line, givenUp: line.givenUp + outstandingOf(line) }));
  return { state, lines, endReason: reason };
}

/** @throws Rejection `procurement.order.already_received` (409) where goods came in or were billed */
export function decideCancel(order: PurchaseOrder, reason: string): End {
  const state = transition(purchaseOrderStates, 'cancel', order.state);
  if (order.lines.some(({ received, billed }) => received > 0 || billed > 0)) {
    throw reject(
      'conflict',
      'procurement.order.already_received',
      'Goods of this order came in or were billed: close it instead, which gives up the rest.',
    );
  }
  return { state, lines: order.lines, endReason: reason };
}

/** Demands that waited for a line which will bring no more. */
export function lostPegs(order: Pick<PurchaseOrder, 'state'>, line: PurchaseOrderLine): Peg[] {
  const ended = order.state === 'cancelled' || outstandingOf(line) === 0;
  return ended ? line.pegs.filter((peg) => waitingOf(peg) > 0) : [];
}
