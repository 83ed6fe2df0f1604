/** Consistent reads of reservations. */
import type { Context } from '../../../shared/context.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import type { Demand } from '../events.ts';
import { reservationEntity, reservationIdOf } from '../reservation.entity.ts';
import type { Reservation, ReservationLine } from '../reservation.schema.ts';
import { shortOf, uncoveredOf } from '../reservation-lines.ts';

/** A line with what is derived from its quantities, all scaled. */
export type ReservationLineFacts = ReservationLine & {
  /** Neither in stock for it nor gone out to it. */
  readonly short: number;
  /** The part of `short` that nothing is expected to cover. */
  readonly uncovered: number;
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
  lines: reservation.lines.map((line) => ({ ...line, short: shortOf(line), uncovered: uncoveredOf(line) })),
});
