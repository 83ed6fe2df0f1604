/** Consistent reads of reservations. */
import type { Context } from '../../../shared/context.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import type { Demand } from '../events.ts';
import { reservationEntity, reservationIdOf } from '../reservation.entity.ts';
import type { Reservation, ReservationLine } from '../reservation.schema.ts';
import { shortOf } from '../reservation-lines.ts';

/** A line with what is derived from its quantities, all scaled. */
export type ReservationLineFacts = ReservationLine & {
  /** Neither in stock for it nor gone out to it. */
  readonly short: number;
};
export type ReservationFacts = Omit<Reservation, 'lines'> & { readonly lines: readonly ReservationLineFacts[] };

/** The id of the one reservation of a demand. */
export const reservationIdFor = (tenantId: string, demand: Demand): string => reservationIdOf(tenantId, demand);

/** The reservation, or undefined where there is none. */
export async function reservationFor(
  { records }: Pick<Context, 'records'>,
  reservationId: string,
): Promise<ReservationFacts | undefined> {
  const found = await records.get(reservationEntity, reservationId);
  return found === undefined ? undefined : reservationFacts(found);
}

/** A quantity that was asked for a line of a demand. */
type Asked = { readonly reservationId: string; readonly lineId: string; readonly quantity: number };

/**
 * What was asked for lines, as far as they still lack it: stock may have served a line since, or its demand be gone. A
 * line lacks less and less while its demand is there, so that a commit that rests on this asks for too much at worst.
 */
export async function stillShort<Of extends Asked>(
  { records }: Pick<Context, 'records'>,
  asked: readonly Of[],
): Promise<Of[]> {
  const found = await records.getMany(
    reservationEntity,
    asked.map(({ reservationId }) => reservationId),
  );
  const byId = new Map(found.map((reservation) => [reservation.id, reservation]));
  return asked.flatMap((entry) => {
    const reservation = byId.get(entry.reservationId);
    const line = reservation?.lines.find(({ lineId }) => lineId === entry.lineId);
    const short = reservation?.state === 'open' && line !== undefined ? shortOf(line) : 0;
    return short === 0 ? [] : [{ ...entry, quantity: Math.min(entry.quantity, short) }];
  });
}

/**
 * The reservation as it is when this commit holds: a commit that plans or drafts something for it fails, and is decided
 * anew, where the reservation changed meanwhile (an order cancelled at the same moment). Not for a commit that itself
 * consumes the reservation: that guards it anyway.
 */
export async function holdReservation(work: Work, reservationId: string): Promise<ReservationFacts | undefined> {
  const found = await work.records.get(reservationEntity, reservationId);
  if (found === undefined) return undefined;
  work.expectUnchanged(reservationEntity, found);
  return reservationFacts(found);
}

const reservationFacts = (reservation: Reservation): ReservationFacts => ({
  ...reservation,
  lines: reservation.lines.map((line) => ({ ...line, short: shortOf(line) })),
});
