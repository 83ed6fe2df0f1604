import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import type { Demand } from './events.ts';
import { Reservation } from './reservation.schema.ts';

export const reservationEntity = defineEntity({
  name: 'inventory.reservation',
  idPrefix: 'rsv',
  schema: Reservation,
  listed: false,
  lists: { bySalesOrder: { slot: 'gsi2', by: ['salesOrderId'] } },
});

/** A demand has one reservation, whose id follows from it: early and late events meet at the same record. */
export const reservationIdOf = (tenantId: string, demand: Demand): string =>
  derivedId('rsv', tenantId, demand.kind, demand.id);
