import { defineEntity } from '../../shared/table/entity.ts';
import { Plan, ReservationPegs } from './plan.schema.ts';

/** Not audited: requisitions and orders tell every change. */
export const planEntity = defineEntity({
  name: 'procurement.plan',
  schema: Plan,
  key: { partition: ['productId'] },
  listed: false,
  audited: false,
});

export const reservationPegsEntity = defineEntity({
  name: 'procurement.pegs',
  schema: ReservationPegs,
  key: { partition: ['reservationId'] },
  listed: false,
  audited: false,
});
