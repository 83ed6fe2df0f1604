/** The wire shape of a reservation. */
import { z } from 'zod';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { fromScaled, QuantityOrZero } from '../../shared/values/decimal.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { CalendarDate, Instant } from '../../shared/values/time.ts';
import { Demand } from './events.ts';
import type { Reservation } from './reservation.schema.ts';
import { isWhole, shortOf } from './reservation-lines.ts';

const ReservationState = z.enum(['open', 'released', 'fulfilled']);

/** Reservations are found by who wants the goods. */
export const ReservationListQuery = PageQuery.extend({
  /** Those of the order, and of the production that it caused. */
  salesOrderId: idSchema('ord'),
  state: ReservationState.optional(),
});
export type ReservationListQuery = z.infer<typeof ReservationListQuery>;

export const ReservationResource = z
  .object({
    id: z.string(),
    state: ReservationState,
    /** Who wants the goods. */
    demand: Demand,
    salesOrderId: z.string().nullable(),
    neededOn: CalendarDate,
    shippingPolicy: z.enum(['partial', 'whole']),
    /** Every line is in stock for it, or has gone out to it. */
    complete: z.boolean(),
    lines: z.array(
      z.object({
        lineId: z.string(),
        productId: z.string(),
        sku: z.string(),
        quantity: QuantityOrZero,
        /** Found for it in stock, whether still there or gone out to it. */
        reserved: QuantityOrZero,
        /** The part of it that has gone out. */
        consumed: QuantityOrZero,
        /** What it lacks: production or purchasing was asked for it and it has not come in. */
        short: QuantityOrZero,
        allocations: z.array(z.object({ locationId: z.string(), quantity: QuantityOrZero })),
      }),
    ),
    correlationId: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Reservation' });
export type ReservationResource = z.infer<typeof ReservationResource>;

export const presentReservation = (reservation: Stored<Reservation>): ReservationResource => ({
  id: reservation.id,
  state: reservation.state,
  demand: reservation.demand,
  salesOrderId: reservation.salesOrderId ?? null,
  neededOn: reservation.neededOn,
  shippingPolicy: reservation.shippingPolicy,
  complete: reservation.lines.length > 0 && reservation.lines.every(isWhole),
  lines: reservation.lines.map((line) => ({
    lineId: line.lineId,
    productId: line.productId,
    sku: line.sku,
    quantity: fromScaled(line.quantity),
    reserved: fromScaled(line.reserved),
    consumed: fromScaled(line.consumed),
    short: fromScaled(reservation.state === 'open' ? shortOf(line) : 0),
    allocations: line.allocations.map(({ locationId, quantity }) => ({ locationId, quantity: fromScaled(quantity) })),
  })),
  correlationId: reservation.correlationId,
  version: reservation.version,
  createdAt: reservation.createdAt,
  updatedAt: reservation.updatedAt,
});
