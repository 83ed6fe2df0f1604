/** Stock, reservations pegged to demand, valued stock entries. */

import { defineModule, importKind, reaction } from '../../shared/module.ts';
import { productionCancelled, productionCompleted, productionPlanned } from '../production/events.ts';
import { orderCancelled, orderClosed, orderConfirmed } from '../sales/events.ts';
import { belongings } from './belongings.ts';
import { entryEntity } from './entry.entity.ts';
import {
  reservationContinued,
  reservationReleased,
  stockFreed,
  stockMoved,
  stockReserved,
  stockShort,
  supplyPegged,
  supplySpared,
} from './events.ts';
import { inventoryBooks } from './inventory.books.ts';
import { locationEntity, warehouseEntity } from './location.entity.ts';
import { LocationRow } from './location.row.ts';
import { permissions } from './permissions.ts';
import { reservationEntity } from './reservation.entity.ts';
import { reservationStates } from './reservation.states.ts';
import { routes } from './routes.ts';
import { shortageEntity } from './shortage.entity.ts';
import { stockEntity } from './stock.entity.ts';
import { StockRow } from './stock.row.ts';

const consumes = [
  reaction({
    on: orderConfirmed,
    name: 'reserve-order',
    run: async () => (await import('./reactions/reserve-order.ts')).reserveOrder,
  }),
  reaction({
    on: productionPlanned,
    name: 'reserve-components',
    run: async () => (await import('./reactions/reserve-components.ts')).reserveComponents,
  }),
  reaction({
    on: reservationContinued,
    name: 'continue-reservation',
    run: async () => (await import('./reactions/continue-reservation.ts')).continueReservation,
  }),
  reaction({
    on: orderCancelled,
    name: 'release-order',
    run: async () => (await import('./reactions/release-order.ts')).releaseOrder,
  }),
  reaction({
    on: orderClosed,
    name: 'release-closed-order',
    run: async () => (await import('./reactions/release-order.ts')).releaseOrder,
  }),
  reaction({
    on: productionCancelled,
    name: 'release-components',
    run: async () => (await import('./reactions/release-components.ts')).releaseComponents,
  }),
  reaction({
    on: supplyPegged,
    name: 'allocate-pegged-supply',
    run: async () => (await import('./reactions/allocate-pegged-supply.ts')).allocatePeggedSupply,
  }),
  reaction({
    on: stockMoved,
    name: 'serve-waiting-demand',
    run: async () => (await import('./reactions/serve-waiting-demand.ts')).serveWaitingDemand,
  }),
  reaction({
    on: stockFreed,
    name: 'serve-freed-stock',
    run: async () => (await import('./reactions/serve-waiting-demand.ts')).serveFreedStock,
  }),
  reaction({
    on: productionCompleted,
    name: 'replan-scrapped',
    run: async () => (await import('./reactions/replan-line.ts')).replanLost,
  }),
  reaction({
    on: productionCancelled,
    name: 'replan-cancelled',
    run: async () => (await import('./reactions/replan-line.ts')).replanLost,
  }),
];

export const inventoryModule = defineModule({
  name: 'inventory',
  summary: 'Stock, reservations pegged to demand, valued stock entries.',
  entities: [locationEntity, warehouseEntity, stockEntity, entryEntity, reservationEntity, shortageEntity],
  states: [reservationStates],
  belongings,
  permissions,
  books: inventoryBooks,
  routes,
  emits: [
    stockReserved,
    stockShort,
    supplyPegged,
    supplySpared,
    reservationContinued,
    reservationReleased,
    stockMoved,
    stockFreed,
  ],
  consumes,
  imports: [
    importKind({
      kind: 'locations',
      permission: 'inventory.location:import',
      row: LocationRow,
      run: async () => (await import('./imports/import-locations.ts')).importLocations,
    }),
    importKind({
      kind: 'stock',
      permission: 'inventory.stock:import',
      row: StockRow,
      groupBy: ({ sku }) => sku,
      run: async () => (await import('./imports/import-stock.ts')).importStock,
    }),
  ],
  setUp: async () => (await import('./write-location.ts')).setUpWarehouse,
  loop: async () => (await import('./queries/tell-loop.ts')).tellLoop,
});
