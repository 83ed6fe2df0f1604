import { defineEntity } from '../../shared/table/entity.ts';
import { ProductionOrder, ProductionPlan, ReservationOrders } from './order.schema.ts';

export const productionOrderEntity = defineEntity({
  name: 'production.order',
  idPrefix: 'mor',
  schema: ProductionOrder,
  lists: {
    byState: {
      slot: 'gsi2',
      by: ['state'],
      sortBy: 'startOn',
      shared: { planned: 'unfinished', ready: 'unfinished', in_progress: 'unfinished' },
    },
    bySalesOrder: { slot: 'gsi3', by: ['salesOrderId'] },
  },
});

/** Not audited: the orders tell every change. */
export const productionPlanEntity = defineEntity({
  name: 'production.plan',
  schema: ProductionPlan,
  key: { partition: ['productId'] },
  listed: false,
  audited: false,
});

/** Not audited: the orders tell every change. */
export const reservationOrdersEntity = defineEntity({
  name: 'production.pegs',
  schema: ReservationOrders,
  key: { partition: ['reservationId'] },
  listed: false,
  audited: false,
});
