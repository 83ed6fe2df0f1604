/** Reserved goods go out: the part of a dispatch's or an issue's commit that changes the stock. */
import { reject } from '../../../shared/rejection.ts';
import { transition } from '../../../shared/states.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { ReadsDisagree } from '../../../shared/table/reads-disagree.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import type { EntryLine } from '../entry.schema.ts';
import { takeReservedAt } from '../levels.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { Reservation, ReservationLine } from '../reservation.schema.ts';
import { reservationStates } from '../reservation.states.ts';
import { consume, heldOf } from '../reservation-lines.ts';
import { stockEntity } from '../stock.entity.ts';
import type { Allocation, Stock } from '../stock.schema.ts';
import { splitValue, takeValue } from '../valuation.ts';
import { postEntry } from './post-entry.ts';

/** `quantity` is scaled and above zero. */
export type ConsumptionLine = { readonly lineId: string; readonly quantity: number };

export type Consumption = {
  readonly reservationId: string;
  /** `issue` to production (work in progress), `dispatch` to a customer (cost of goods sold). */
  readonly kind: 'issue' | 'dispatch';
  /** Date of the journal entry. */
  readonly on: string;
  /** The document that takes the goods out, such as `{ kind: 'shipment', id }`. */
  readonly source: { readonly kind: string; readonly id: string };
  readonly memo?: string;
  readonly correlationId?: string | undefined;
  /** At most 40, so that the commit stays within a transaction. */
  readonly lines: readonly ConsumptionLine[];
};

/** `quantity` is scaled; `valueMinor` is the cost at which it went out, in minor units, zero or more. */
export type ConsumedLine = {
  readonly lineId: string;
  readonly productId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly valueMinor: number;
};

export type PostedConsumption = {
  readonly entryId: string;
  /** Absent where the goods had no value. */
  readonly journalEntryId?: string;
  readonly lines: readonly ConsumedLine[];
};

/**
 * Adds to the commit: the stock less what goes out at cost, its entry, its journal entry and the reservation's lines.
 * @throws Rejection `inventory.reservation.illegal_transition` where the reservation is released or fulfilled,
 * `inventory.reservation.short` where a line holds less than asked (conflict both); 404 where there is none
 */
export async function consumeReservation(work: Work, consumption: Consumption): Promise<PostedConsumption> {
  const reservation = await work.records.need(reservationEntity, consumption.reservationId);
  const decision = decideConsumption(reservation, consumption.lines);
  const isDone = decision.lines.every((line) => line.consumed >= line.quantity);
  work.update(
    reservationEntity,
    reservation,
    { lines: decision.lines, ...(isDone ? { state: transition(reservationStates, 'fulfil', reservation.state) } : {}) },
    consumption.kind,
  );
  const stocks = await stocksOf(work, decision.out);
  const entryLines: EntryLine[] = [];
  const lines = decision.out.map(({ line, taken, quantity }): ConsumedLine => {
    const { lineId, productId, sku } = line;
    const stock = stocks.get(productId);
    if (stock === undefined) throw new Error(`Goods of ${productId} are reserved but not in stock`);
    // The stock was read after the reservation: another commit may have taken these very goods between the two.
    if (!holds(stock, taken)) throw new ReadsDisagree(`More of ${sku} is reserved than the stock says`);
    const { costMinor, rest } = takeValue(stock, quantity);
    stocks.set(productId, work.update(stockEntity, stock, { ...rest, ...takeReservedAt(stock, taken) }));
    const values = splitValue(
      costMinor,
      taken.map((part) => part.quantity),
    );
    for (const [index, part] of taken.entries()) {
      const valueMinor = negative(values[index] ?? 0);
      const { locationId } = part;
      const location = stock.levels[locationId]?.code ?? locationId;
      const moved = { productId, sku, locationId, location, quantity: -part.quantity, valueMinor };
      entryLines.push({ ...moved, reservationId: reservation.id });
    }
    return { lineId, productId, sku, quantity, valueMinor: costMinor };
  });
  const entry = await postEntry(work, { ...consumption, lines: entryLines });
  return {
    entryId: entry.id,
    ...(entry.journalEntryId === undefined ? {} : { journalEntryId: entry.journalEntryId }),
    lines,
  };
}

/** Whether the stock says of every place that it keeps what the reservation has there. */
const holds = (stock: Stock, taken: readonly Allocation[]): boolean =>
  taken.every(({ locationId, quantity }) => (stock.levels[locationId]?.reserved ?? 0) >= quantity);

type Out = { readonly line: ReservationLine; readonly taken: readonly Allocation[]; readonly quantity: number };

/** The reservation's lines after the goods went out, and what goes out from where. */
export function decideConsumption(
  reservation: Pick<Reservation, 'state' | 'lines'>,
  asked: readonly ConsumptionLine[],
): { readonly lines: ReservationLine[]; readonly out: Out[] } {
  // Whatever goes out must leave a reservation that could still be fulfilled: an open one.
  transition(reservationStates, 'fulfil', reservation.state);
  const lines = [...reservation.lines];
  const out = asked.map(({ lineId, quantity }): Out => {
    const index = lines.findIndex((line) => line.lineId === lineId);
    const line = lines[index];
    if (line === undefined || heldOf(line) < quantity) {
      const held = fromScaled(line === undefined ? 0 : heldOf(line));
      throw reject(
        'conflict',
        'inventory.reservation.short',
        `Only ${held} of ${fromScaled(quantity)} ${line?.sku ?? lineId} are reserved.`,
        { facts: { lineId, reserved: held } },
      );
    }
    const consumed = consume(line, quantity);
    lines[index] = consumed.line;
    return { line: consumed.line, taken: consumed.taken, quantity };
  });
  return { lines, out };
}

async function stocksOf(work: Work, out: readonly Out[]): Promise<Map<string, Stored<Stock>>> {
  const ids = [...new Set(out.map(({ line }) => line.productId))];
  const found = await work.records.getMany(
    stockEntity,
    ids.map((productId) => ({ productId })),
  );
  return new Map(found.map((stock) => [stock.productId, stock]));
}

/** Minus zero would be written as a value of its own. */
const negative = (value: number): number => (value === 0 ? 0 : -value);
