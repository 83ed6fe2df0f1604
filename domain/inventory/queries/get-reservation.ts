import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reservationEntity } from '../reservation.entity.ts';
import { presentReservation, type ReservationResource } from '../reservation.resource.ts';

export async function getReservation(
  context: Context,
  { params }: RouteInput<{ reservationId: string }>,
): Promise<ReservationResource> {
  return presentReservation(await context.records.need(reservationEntity, params.reservationId));
}
