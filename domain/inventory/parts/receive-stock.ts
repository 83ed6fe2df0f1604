/** Goods come in: the part of a receipt's, a completion's or a return's commit that changes the stock. */
import { reject } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { productsById } from '../../catalog/index.ts';
import type { EntryLine } from '../entry.schema.ts';
import { supplyPegged } from '../events.ts';
import { emptyStock, type Place, putAt, withMethod } from '../levels.ts';
import { locationEntity } from '../location.entity.ts';
import { defaultPlace } from '../queries/find-locations.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { Reservation } from '../reservation.schema.ts';
import { stockEntity } from '../stock.entity.ts';
import type { Stock } from '../stock.schema.ts';
import { addValue } from '../valuation.ts';
import { postEntry } from './post-entry.ts';

/** Keeps a part of what comes in for the demand line that it was made or bought for. `quantity` is scaled. */
export type Peg = { readonly reservationId: string; readonly lineId: string; readonly quantity: number };

export type ReceiptLine = {
  readonly productId: string;
  /** The default location where absent. */
  readonly locationId?: string | undefined;
  /** Scaled, above zero. */
  readonly quantity: number;
  /** Cost of the whole line in minor units, zero or more. A return brings the cost at which it went out. */
  readonly valueMinor: number;
  /** Of what comes in, in sum at most `quantity`. */
  readonly pegs?: readonly Peg[] | undefined;
};

export type Receipt = {
  /** `receipt` from a vendor, `output` of production, `return` of a customer, `issue_return` of unused components. */
  readonly kind: 'receipt' | 'output' | 'return' | 'issue_return';
  /** Date of the journal entry. */
  readonly on: string;
  /** The document that brings the goods in, such as `{ kind: 'production_order', id }`. */
  readonly source: { readonly kind: string; readonly id: string };
  readonly memo?: string;
  readonly correlationId?: string | undefined;
  /** At most 40, so that the commit stays within a transaction. */
  readonly lines: readonly ReceiptLine[];
};

/** `journalEntryId` is absent where the goods have no value. */
export type PostedReceipt = { readonly entryId: string; readonly journalEntryId?: string };

/** More pegged lines of one reservation go into further events: each is allocated in a commit of its own. */
const PEGGED_LINES_MAX = 8;

type PeggedLine = { lineId: string; productId: string; locationId: string; quantity: string };

/**
 * Adds to the commit: the stock, its entry, its journal entry, and `inventory.supply.pegged` for each reservation that
 * the goods were meant for. Pegged goods count as reserved from here on, so that nothing else can take them before the
 * demand's line does. At a location from which nothing is promised (quarantine) a peg has no effect: the line goes on
 * waiting.
 * @throws Rejection 404 for an unknown location or product
 */
export async function receiveStock(work: Work, receipt: Receipt): Promise<PostedReceipt> {
  const at = nowAt(work.context.deps.clock);
  const [{ placed, places }, stocks, reservations] = await Promise.all([
    placeLines(work, receipt.lines),
    stocksOf(work, receipt.lines),
    reservationsOf(work, receipt.lines),
  ]);
  const place = receipt.kind === 'return' || receipt.kind === 'issue_return' ? 'oldest' : 'newest';
  const entryLines: EntryLine[] = [];
  const pegged = new Map<string, PeggedLine[]>();
  for (const { productId, locationId, quantity, valueMinor, pegs = [] } of placed) {
    const location = places.get(locationId);
    const before = stocks.get(productId);
    if (location === undefined || before === undefined)
      throw reject('not_found', 'inventory.not_found', 'No such record.');
    const kept = location.pickable ? pegs.filter(({ reservationId }) => reservations.has(reservationId)) : [];
    const reserved = kept.reduce((sum, peg) => sum + peg.quantity, 0);
    if (reserved > quantity) throw new RangeError('More is pegged than comes in');
    const changes = {
      ...addValue(before, quantity, valueMinor, at, place),
      ...putAt(before, location, quantity, reserved),
    };
    stocks.set(productId, work.update(stockEntity, before, changes));
    entryLines.push({ productId, sku: before.sku, locationId, location: location.code, quantity, valueMinor });
    for (const peg of kept) {
      const lines = pegged.get(peg.reservationId) ?? [];
      lines.push({ lineId: peg.lineId, productId, locationId, quantity: fromScaled(peg.quantity) });
      pegged.set(peg.reservationId, lines);
    }
  }
  const entry = await postEntry(work, { ...receipt, lines: entryLines });
  sayPegged(work, pegged, reservations);
  return {
    entryId: entry.id,
    ...(entry.journalEntryId === undefined ? {} : { journalEntryId: entry.journalEntryId }),
  };
}

/** The lines with their locations: the default one is read only where a line names none. */
async function placeLines(work: Work, lines: readonly ReceiptLine[]) {
  const named = lines.flatMap(({ locationId }) => locationId ?? []);
  const [fallback, found] = await Promise.all([
    named.length === lines.length ? undefined : defaultPlace(work.context),
    work.records.getMany(locationEntity, named),
  ]);
  const places = new Map<string, Place>(found.map((location) => [location.id, location]));
  if (fallback !== undefined) places.set(fallback.id, fallback);
  return { placed: lines.map((line) => ({ ...line, locationId: line.locationId ?? fallback?.id ?? '' })), places };
}

/**
 * The stock of each product, made empty where it has none. Where nothing is on hand the product's valuation method
 * takes effect, which may have changed since.
 */
async function stocksOf(work: Work, lines: readonly ReceiptLine[]): Promise<Map<string, Stored<Stock>>> {
  const ids = [...new Set(lines.map(({ productId }) => productId))];
  const found = await work.records.getMany(
    stockEntity,
    ids.map((productId) => ({ productId })),
  );
  const stocks = new Map(found.map((stock) => [stock.productId, stock]));
  const starting = ids.filter((id) => (stocks.get(id)?.onHand ?? 0) === 0);
  const products = await productsById(work.context, starting);
  for (const { id, sku, valuationMethod } of products.values()) {
    const known = stocks.get(id);
    if (known === undefined) stocks.set(id, work.create(stockEntity, emptyStock(id, sku, valuationMethod)));
    else stocks.set(id, withMethod(known, valuationMethod));
  }
  return stocks;
}

async function reservationsOf(work: Work, lines: readonly ReceiptLine[]): Promise<Map<string, Stored<Reservation>>> {
  const ids = new Set(lines.flatMap(({ pegs = [] }) => pegs.map(({ reservationId }) => reservationId)));
  const found = await work.records.getMany(reservationEntity, [...ids]);
  return new Map(found.map((reservation) => [reservation.id, reservation]));
}

function sayPegged(
  work: Work,
  pegged: ReadonlyMap<string, readonly PeggedLine[]>,
  reservations: ReadonlyMap<string, Stored<Reservation>>,
): void {
  for (const [reservationId, lines] of pegged) {
    const reservation = reservations.get(reservationId);
    if (reservation === undefined) continue;
    for (let start = 0; start < lines.length; start += PEGGED_LINES_MAX) {
      work.emit(supplyPegged, reservation, { reservationId, lines: lines.slice(start, start + PEGGED_LINES_MAX) });
    }
  }
}
