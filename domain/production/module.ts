/** Production orders through every level of the bill of material. */

import { defineModule, reaction } from '../../shared/module.ts';
import { reservationReleased, stockReserved, stockShort, supplySpared } from '../inventory/events.ts';
import { belongings } from './belongings.ts';
import {
  productionBlocked,
  productionCancelled,
  productionCompleted,
  productionPlanned,
  productionReadied,
  productionReported,
  productionStarted,
} from './events.ts';
import { productionOrderEntity, productionPlanEntity, reservationOrdersEntity } from './order.entity.ts';
import { productionOrderStates } from './order.states.ts';
import { permissions } from './permissions.ts';
import { productionBooks } from './production.books.ts';
import { routes } from './routes.ts';
import { settingsEntity } from './settings.entity.ts';

export const productionModule = defineModule({
  name: 'production',
  summary: 'Production orders through every level of the bill of material, with their cost.',
  entities: [productionOrderEntity, productionPlanEntity, reservationOrdersEntity, settingsEntity],
  states: [productionOrderStates],
  belongings,
  permissions,
  books: productionBooks,
  routes,
  emits: [
    productionPlanned,
    productionBlocked,
    productionReadied,
    productionStarted,
    productionReported,
    productionCompleted,
    productionCancelled,
  ],
  consumes: [
    reaction({
      on: stockShort,
      name: 'plan-order',
      run: async () => (await import('./reactions/plan-order.ts')).planOrder,
    }),
    reaction({
      on: stockReserved,
      name: 'ready-order',
      run: async () => (await import('./reactions/ready-order.ts')).readyOrder,
    }),
    reaction({
      on: reservationReleased,
      name: 'cancel-order',
      run: async () => (await import('./reactions/cancel-order.ts')).cancelOrder,
    }),
    reaction({
      on: supplySpared,
      name: 'spare-supply',
      run: async () => (await import('./reactions/spare-supply.ts')).spareSupply,
    }),
  ],
  loop: async () => (await import('./queries/tell-loop.ts')).tellLoop,
});
