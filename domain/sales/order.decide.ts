/** What people may do to an order. Pure: the order as it is, the request, the order as it becomes or a rejection. */
import { reject, rejectField } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { toScaled } from '../../shared/values/decimal.ts';
import { openQuantity } from './order.progress.ts';
import { type LineQuantity, recordFulfilled } from './order.record.ts';
import type { Order } from './order.schema.ts';
import { orderStates } from './order.states.ts';

/** A person with the right lets an order pass the credit limit. */
export const decideRelease = (order: Order): Order => ({
  ...order,
  state: transition(orderStates, 'release', order.state),
  holdReason: undefined,
});

const hasLeft = (order: Order): boolean => order.lines.some(({ delivered }) => delivered > 0);

/** Quantities that are given up when the order ends now. */
const remainderOf = (order: Order): LineQuantity[] =>
  order.lines.map((line) => ({ lineId: line.lineId, quantity: openQuantity(order, line) }));

export type Ended = { readonly order: Order; readonly remainder: LineQuantity[] };

/** Cancels the order; after something has left, only the rest is given up: the order is closed (DESIGN 1). */
export function decideCancel(order: Order, reason: string): Ended {
  if (hasLeft(order)) return decideClose(order, reason);
  const state = transition(orderStates, 'cancel', order.state);
  return { order: { ...order, state, endReason: reason }, remainder: remainderOf(order) };
}

/**
 * Gives up the undelivered rest of an order.
 * @throws Rejection `sales.order.nothing_delivered` (409) where the order should be cancelled instead
 */
export function decideClose(order: Order, reason: string): Ended {
  const state = transition(orderStates, 'close', order.state);
  if (!hasLeft(order)) {
    const why = 'Nothing of the order was delivered: cancel it instead.';
    throw reject('conflict', 'sales.order.nothing_delivered', why);
  }
  return { order: { ...order, state, endReason: reason }, remainder: remainderOf(order) };
}

export type FulfilLine = { readonly lineId: string; readonly quantity: string };

/**
 * Fulfils service lines: all that is open of them, or the quantities given.
 * @throws Rejection `sales.order.not_confirmed`, `sales.order.nothing_to_fulfil` (409), `unknown_line`,
 * `not_a_service`, `exceeds_open`, `repeated_line` (422)
 */
export function decideFulfil(
  order: Order,
  wanted?: readonly FulfilLine[],
): { order: Order; fulfilled: LineQuantity[] } {
  if (order.state !== 'confirmed') {
    throw reject('conflict', 'sales.order.not_confirmed', `The order is ${order.state}.`, {
      facts: { state: order.state },
    });
  }
  const fulfilled = wanted === undefined ? openServices(order) : readFulfilled(order, wanted);
  if (fulfilled.length === 0) {
    throw reject('conflict', 'sales.order.nothing_to_fulfil', 'No service line of the order is open.');
  }
  return { order: recordFulfilled(order, fulfilled), fulfilled };
}

const openServices = (order: Order): LineQuantity[] =>
  order.lines
    .filter(({ kind }) => kind === 'service')
    .map((line) => ({ lineId: line.lineId, quantity: openQuantity(order, line) }))
    .filter(({ quantity }) => quantity > 0);

function readFulfilled(order: Order, wanted: readonly FulfilLine[]): LineQuantity[] {
  const seen = new Set<string>();
  return wanted.map(({ lineId, quantity: text }, index) => {
    const pointer = `/lines/${index}`;
    const line = order.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined) throw rejectField(`${pointer}/lineId`, 'unknown_line', 'is not a line of the order');
    if (seen.has(lineId)) throw rejectField(`${pointer}/lineId`, 'repeated_line', 'is given twice');
    seen.add(lineId);
    if (line.kind !== 'service') throw rejectField(`${pointer}/lineId`, 'not_a_service', 'is delivered by a shipment');
    const quantity = toScaled(text);
    if (quantity > openQuantity(order, line)) {
      throw rejectField(`${pointer}/quantity`, 'exceeds_open', 'is more than is open');
    }
    return { lineId, quantity };
  });
}
