/** What must hold in sales: each win has one order. */
import { type Books, eventCheck, numbered, told, whenNew } from '../../shared/books.ts';
import { opportunityWon } from '../crm/events.ts';
import { orderCancelled, orderCompleted, orderConfirmed, orderHeld } from './events.ts';
import { order, orderIdFor } from './order.entity.ts';

export const salesBooks: Books = {
  checks: [
    eventCheck({
      name: 'sales.wins_have_one_order',
      summary: 'Every won opportunity has exactly one order for each time it was won (L10).',
      holds: 'at_rest',
      on: [opportunityWon],
      // The id follows from the win, so that there can be no second one: what is left to see is that it is there.
      subjects: ({ data }, { tenantId }) => [orderIdFor(tenantId, data.opportunityId, data.winNumber)],
      run: async () => (await import('./books/check-order.ts')).checkOrder,
    }),
  ],
  numbered: [numbered(orderConfirmed, order, whenNew), numbered(orderHeld, order, whenNew)],
  told: [
    told(order, 'held', orderHeld),
    told(order, 'confirmed', orderConfirmed),
    told(order, 'cancelled', orderCancelled),
    told(order, 'completed', orderCompleted),
  ],
};
