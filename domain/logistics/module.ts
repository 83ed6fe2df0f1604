/** Shipments and returns. */

import { defineModule, reaction } from '../../shared/module.ts';
import { reservationReleased, stockReserved } from '../inventory/events.ts';
import { belongings } from './belongings.ts';
import {
  returnReceived,
  shipmentCancelled,
  shipmentDelivered,
  shipmentDispatched,
  shipmentDrafted,
  shipmentPicked,
} from './events.ts';
import { logisticsBooks } from './logistics.books.ts';
import { permissions } from './permissions.ts';
import { returnEntity } from './return.entity.ts';
import { routes } from './routes.ts';
import { orderShipmentEntity, shipmentEntity } from './shipment.entity.ts';
import { shipmentStates } from './shipment.states.ts';

export const logisticsModule = defineModule({
  name: 'logistics',
  summary: 'Shipments and returns.',
  entities: [shipmentEntity, orderShipmentEntity, returnEntity],
  states: [shipmentStates],
  belongings,
  permissions,
  books: logisticsBooks,
  routes,
  emits: [shipmentDrafted, shipmentPicked, shipmentDispatched, shipmentDelivered, shipmentCancelled, returnReceived],
  consumes: [
    reaction({
      on: stockReserved,
      name: 'draft-shipment',
      run: async () => (await import('./reactions/draft-shipment.ts')).draftShipment,
    }),
    reaction({
      on: reservationReleased,
      name: 'cancel-shipment',
      run: async () => (await import('./reactions/cancel-shipment.ts')).cancelShipment,
    }),
  ],
  loop: async () => (await import('./queries/tell-loop.ts')).tellLoop,
});
