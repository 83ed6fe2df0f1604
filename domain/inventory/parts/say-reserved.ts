/** What a reservation tells the world: lines that became whole, lines that are short, a demand that is gone. */
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { reservationReleased, stockReserved, stockShort, supplySpared } from '../events.ts';
import type { Reservation, ReservationLine } from '../reservation.schema.ts';
import { isWhole, shortOf } from '../reservation-lines.ts';

const factsOf = ({ id, demand, salesOrderId }: Reservation) => ({
  reservationId: id,
  demand,
  ...(salesOrderId === undefined ? {} : { salesOrderId }),
});

const lineOf = ({ lineId, productId, sku }: ReservationLine, quantity: number) => ({
  lineId,
  productId,
  sku,
  quantity: fromScaled(quantity),
});

/**
 * Says the lines that are whole in `reservation` and were not in `before`: each line once in its life. `inSteps` where a
 * large demand is reserved at its start.
 */
export function sayReserved(
  work: Work,
  reservation: Stored<Reservation>,
  before: Pick<Reservation, 'lines'>,
  inSteps = false,
): void {
  const wasWhole = new Set(before.lines.filter(isWhole).map(({ lineId }) => lineId));
  const whole = reservation.lines.filter((line) => isWhole(line) && !wasWhole.has(line.lineId));
  if (whole.length === 0) return;
  work.emit(stockReserved, reservation, {
    ...factsOf(reservation),
    shippingPolicy: reservation.shippingPolicy,
    lines: whole.map((line) => lineOf(line, line.quantity)),
    complete: reservation.lines.every(isWhole),
    inSteps,
  });
}

/** Asks supply for what lines lack: by line, the quantity that is not covered (scaled). */
export function sayShort(
  work: Work,
  reservation: Stored<Reservation>,
  short: readonly { readonly line: ReservationLine; readonly quantity: number }[],
): void {
  if (short.length === 0) return;
  work.emit(stockShort, reservation, {
    ...factsOf(reservation),
    neededOn: reservation.neededOn,
    lines: short.map(({ line, quantity }) => ({ ...lineOf(line, quantity), kind: line.kind })),
  });
}

/** Says that lines need less supply than was asked for them: supply is to keep for them what they still lack. */
export function saySpared(work: Work, reservation: Stored<Reservation>, spared: readonly ReservationLine[]): void {
  if (spared.length === 0) return;
  work.emit(supplySpared, reservation, {
    reservationId: reservation.id,
    lines: spared.map((line) => {
      const { lineId, productId, kind } = line;
      return { lineId, productId, kind, short: fromScaled(shortOf(line)) };
    }),
  });
}

/** Says that a demand is gone, with what it had not used up. */
export function sayReleased(work: Work, reservation: Stored<Reservation>): void {
  const lines = reservation.lines.filter(({ quantity, consumed }) => quantity > consumed);
  work.emit(reservationReleased, reservation, {
    ...factsOf(reservation),
    lines: lines.map((line) => lineOf(line, line.quantity - line.consumed)),
  });
}
