/** Which goods of which shipments come back, and what they cost when they left: a pure function (S5). */
import { rejectField } from '../../shared/rejection.ts';
import { fromScaled, mulDiv } from '../../shared/values/decimal.ts';
import type { Shipment, ShipmentLine } from './shipment.schema.ts';

export type ReturnedLine = {
  readonly sku?: string | undefined;
  readonly orderLineId?: string | undefined;
  /** Scaled, above zero. */
  readonly quantity: number;
};
export type ShipmentReturn<Of> = {
  readonly shipment: Of;
  /** The shipment's lines with what has come back of them in all. */
  readonly lines: readonly ShipmentLine[];
  /** What comes back now; `quantity` and `costMinor` are those of this return. */
  readonly returned: readonly ShipmentLine[];
};

/** One commit holds the returns of so many shipments. */
export const SHIPMENTS_MAX = 5;

/**
 * Spreads what comes back over the shipments in the order given. Goods come back at the cost at which they left: the
 * share of their line, and the last unit takes the remainder.
 * @throws Rejection with the pointer of the line: `not_dispatched` where no shipment has it, `exceeds_dispatched` where
 * less is left to come back; `too_many_shipments`
 */
export function decideReturn<Of extends Pick<Shipment, 'lines' | 'state'>>(
  shipments: readonly Of[],
  asked: readonly ReturnedLine[],
): ShipmentReturn<Of>[] {
  const left = shipments.filter(({ state }) => state === 'dispatched' || state === 'delivered');
  const books = left.map((shipment) => ({ shipment, lines: [...shipment.lines], returned: [] as ShipmentLine[] }));
  for (const [index, line] of asked.entries()) {
    let missing = line.quantity;
    for (const book of books) missing -= takeBack(book, line, missing);
    if (missing > 0) throw tooMany(left, line, line.quantity - missing, index);
  }
  const affected = books.filter(({ returned }) => returned.length > 0);
  if (affected.length > SHIPMENTS_MAX) {
    const text = `The goods are of ${affected.length} shipments; at most ${SHIPMENTS_MAX} can be returned at once.`;
    throw rejectField('/salesOrderId', 'too_many_shipments', text);
  }
  return affected;
}

type Book = { readonly lines: ShipmentLine[]; readonly returned: ShipmentLine[] };

/** Takes back what a shipment has of a line, at most `wanted`, and says how much that was. */
function takeBack({ lines, returned }: Book, asked: ReturnedLine, wanted: number): number {
  let missing = wanted;
  for (const [index, line] of lines.entries()) {
    const open = line.quantity - line.returned;
    const quantity = isSame(line, asked) ? Math.min(open, missing) : 0;
    if (quantity === 0) continue;
    const openCost = line.costMinor - line.returnedCostMinor;
    const costMinor = quantity === open ? openCost : mulDiv(openCost, quantity, open);
    lines[index] = {
      ...line,
      returned: line.returned + quantity,
      returnedCostMinor: line.returnedCostMinor + costMinor,
    };
    returned.push({ ...line, quantity, costMinor });
    missing -= quantity;
  }
  return wanted - missing;
}

/** Whether a line of a shipment is the one that is asked back. */
export const isSame = (line: ShipmentLine, { sku, orderLineId }: ReturnedLine): boolean =>
  orderLineId === undefined ? line.sku === sku : line.orderLineId === orderLineId;

function tooMany(
  shipments: readonly Pick<Shipment, 'lines'>[],
  asked: ReturnedLine,
  found: number,
  index: number,
): Error {
  const isKnown = shipments.some(({ lines }) => lines.some((line) => isSame(line, asked)));
  if (!isKnown) {
    const field = asked.orderLineId === undefined ? 'sku' : 'orderLineId';
    return rejectField(`/lines/${index}/${field}`, 'not_dispatched', 'was not dispatched');
  }
  const text = `Only ${fromScaled(found)} of ${fromScaled(asked.quantity)} were dispatched and have not come back yet.`;
  return rejectField(`/lines/${index}/quantity`, 'exceeds_dispatched', text);
}
