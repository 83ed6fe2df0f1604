/** What must hold in logistics: what left and came back is what the order knows of. */
import { type Books, eventCheck, numbered, told, whenNew } from '../../shared/books.ts';
import { returnReceived, shipmentDelivered, shipmentDispatched, shipmentDrafted } from './events.ts';
import { returnEntity } from './return.entity.ts';
import { shipmentEntity } from './shipment.entity.ts';

export const logisticsBooks: Books = {
  checks: [
    eventCheck({
      name: 'logistics.orders_know_what_left',
      summary: 'What an order says was delivered and returned is the sum of its shipments.',
      holds: 'at_rest',
      on: [shipmentDispatched, returnReceived],
      subjects: ({ data }) => [data.salesOrderId],
      run: async () => (await import('./books/check-delivered.ts')).checkDelivered,
    }),
  ],
  numbered: [
    numbered(shipmentDrafted, shipmentEntity, whenNew),
    numbered(returnReceived, returnEntity, ({ data }) => data.returnId),
  ],
  told: [told(shipmentEntity, 'dispatched', shipmentDispatched), told(shipmentEntity, 'delivered', shipmentDelivered)],
};
