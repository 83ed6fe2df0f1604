import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reservationEntity } from '../reservation.entity.ts';
import { presentReservation, type ReservationListQuery, type ReservationResource } from '../reservation.resource.ts';
import type { Reservation } from '../reservation.schema.ts';

/** Reservations of a sales order, those of the production it caused among them. */
export function listReservations(
  context: Context,
  { query }: RouteInput<unknown, ReservationListQuery>,
): Promise<Page<ReservationResource>> {
  const { salesOrderId, state } = query;
  const request: ListRequest<Reservation> = {
    list: 'bySalesOrder',
    values: [salesOrderId],
    ...(state === undefined ? {} : { where: (reservation) => reservation.state === state }),
  };
  return readPage(context, reservationEntity, query, request, presentReservation);
}
