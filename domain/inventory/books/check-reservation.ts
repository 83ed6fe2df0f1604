import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { sumOf } from '../levels.ts';
import { reservationEntity } from '../reservation.entity.ts';
import type { ReservationLine } from '../reservation.schema.ts';

export async function checkReservation({ context, subject }: Look): Promise<Finding> {
  const reservation = await context.records.get(reservationEntity, subject);
  if (reservation === undefined) return findingOf([`reservation ${subject} is gone`]);
  const { demand, lines, state, nextLine } = reservation;
  const isFreed = state === 'released' && nextLine >= lines.length;
  const broken = lines.filter((line) => !addsUp(line) || (isFreed && sumOf(line.allocations) > 0));
  return findingOf(
    broken.map(({ sku, quantity, reserved, consumed, allocations }) => {
      const figures = [quantity, reserved, consumed, sumOf(allocations)].map(fromScaled);
      const [wants, has, used, holds] = figures;
      return `${sku} for ${demand.id} (${state}): wants ${wants}, has found ${has}, used ${used}, holds ${holds}`;
    }),
  );
}

const addsUp = ({ quantity, reserved, consumed, allocations }: ReservationLine): boolean =>
  consumed >= 0 && reserved >= consumed && reserved <= quantity && sumOf(allocations) === reserved - consumed;
