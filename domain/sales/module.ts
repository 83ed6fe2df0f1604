/** Sales orders: exactly one for a won opportunity, credit checked, progress derived from quantities. */

import { defineModule, reaction } from '../../shared/module.ts';
import { opportunityWon } from '../crm/events.ts';
import {
  advanceAllocated,
  creditNoteIssued,
  depositFreed,
  invoiceIssued,
  invoiceWithheld,
  paymentReceived,
  refundPaid,
} from '../finance/events.ts';
import { stockReserved, stockShort } from '../inventory/events.ts';
import { returnReceived, shipmentDelivered, shipmentDispatched } from '../logistics/events.ts';
import { purchaseOrderPlaced } from '../procurement/events.ts';
import { productionCompleted, productionStarted } from '../production/events.ts';
import { belongings } from './belongings.ts';
import {
  orderCancelled,
  orderClosed,
  orderCompleted,
  orderConfirmed,
  orderFulfilled,
  orderHeld,
  orderSettled,
} from './events.ts';
import { accountCredit, order } from './order.entity.ts';
import { orderStates } from './order.states.ts';
import { permissions } from './permissions.ts';
import { routes } from './routes.ts';
import { salesBooks } from './sales.books.ts';

const progress = () => import('./reactions/record-progress.ts');

export const salesModule = defineModule({
  name: 'sales',
  summary: 'Sales orders: exactly one for a won opportunity, credit checked, progress derived from quantities.',
  entities: [order, accountCredit],
  states: [orderStates],
  belongings,
  permissions,
  books: salesBooks,
  routes,
  emits: [orderConfirmed, orderHeld, orderCancelled, orderClosed, orderFulfilled, orderCompleted, orderSettled],
  consumes: [
    reaction({
      on: opportunityWon,
      name: 'order-from-opportunity',
      run: async () => (await import('./reactions/order-from-opportunity.ts')).orderFromOpportunity,
    }),
    reaction({ on: stockReserved, name: 'record-reserved', run: async () => (await progress()).recordReserved }),
    reaction({ on: stockShort, name: 'record-short', run: async () => (await progress()).recordShort }),
    reaction({
      on: productionStarted,
      name: 'record-production-started',
      run: async () => (await progress()).recordProductionStarted,
    }),
    reaction({ on: productionCompleted, name: 'record-produced', run: async () => (await progress()).recordProduced }),
    reaction({
      on: purchaseOrderPlaced,
      name: 'record-purchase-ordered',
      run: async () => (await progress()).recordPurchaseOrdered,
    }),
    reaction({
      on: shipmentDispatched,
      name: 'record-dispatched',
      run: async () => (await progress()).recordDispatched,
    }),
    reaction({ on: shipmentDelivered, name: 'record-arrived', run: async () => (await progress()).recordArrived }),
    reaction({ on: returnReceived, name: 'record-returned', run: async () => (await progress()).recordReturned }),
    reaction({ on: invoiceIssued, name: 'record-invoiced', run: async () => (await progress()).recordInvoiced }),
    reaction({ on: invoiceWithheld, name: 'record-withheld', run: async () => (await progress()).recordWithheld }),
    reaction({ on: creditNoteIssued, name: 'record-credited', run: async () => (await progress()).recordCredited }),
    reaction({ on: paymentReceived, name: 'record-paid', run: async () => (await progress()).recordPaid }),
    reaction({ on: advanceAllocated, name: 'record-allocated', run: async () => (await progress()).recordAllocated }),
    reaction({
      on: depositFreed,
      name: 'record-deposit-freed',
      run: async () => (await progress()).recordDepositFreed,
    }),
    reaction({ on: refundPaid, name: 'record-refunded', run: async () => (await progress()).recordRefunded }),
  ],
  loop: async () => (await import('./queries/tell-loop.ts')).tellLoop,
});
