/** Double entry: invoices, credit notes, payments, trial balance. */

import { defineModule, reaction } from '../../shared/module.ts';
import { returnReceived, shipmentDelivered, shipmentDispatched } from '../logistics/events.ts';
import { orderCancelled, orderClosed, orderFulfilled } from '../sales/events.ts';
import { belongings } from './belongings.ts';
import { advance, billing } from './billing.entity.ts';
import { callback } from './callback.entity.ts';
import { callbackRoutes } from './callback.routes.ts';
import { callbackStates } from './callback.states.ts';
import { creditNote } from './credit-note.entity.ts';
import { journalEntry } from './entry.entity.ts';
import {
  advanceAllocated,
  advanceRefunded,
  callbackKept,
  creditNoteIssued,
  depositFreed,
  invoiceIssued,
  invoicePaid,
  invoiceWithheld,
  paymentReceived,
  refundPaid,
} from './events.ts';
import { financeBooks } from './finance.books.ts';
import { invoice } from './invoice.entity.ts';
import { invoiceStates } from './invoice.states.ts';
import { payment, refund } from './payment.entity.ts';
import { paymentProvider } from './payment-provider.entity.ts';
import { permissions } from './permissions.ts';
import { routes } from './routes.ts';
import { chart, taxSettings } from './settings.entity.ts';
import { ledgerTotals } from './totals.entity.ts';

export const financeModule = defineModule({
  name: 'finance',
  summary: 'Double entry: invoices, credit notes, payments, trial balance.',
  entities: [
    chart,
    taxSettings,
    journalEntry,
    ledgerTotals,
    billing,
    advance,
    invoice,
    creditNote,
    payment,
    refund,
    paymentProvider,
    callback,
  ],
  states: [invoiceStates, callbackStates],
  belongings,
  stays: [ledgerTotals, paymentProvider],
  permissions,
  books: financeBooks,
  routes: [...routes, ...callbackRoutes],
  emits: [
    invoiceIssued,
    invoicePaid,
    invoiceWithheld,
    creditNoteIssued,
    paymentReceived,
    advanceAllocated,
    depositFreed,
    refundPaid,
    advanceRefunded,
    callbackKept,
  ],
  consumes: [
    reaction({
      on: shipmentDispatched,
      name: 'invoice-from-shipment',
      run: async () => (await import('./reactions/invoice-from-shipment.ts')).invoiceFromShipment,
    }),
    reaction({
      on: shipmentDelivered,
      name: 'invoice-from-delivery',
      run: async () => (await import('./reactions/invoice-from-shipment.ts')).invoiceFromDelivery,
    }),
    reaction({
      on: orderFulfilled,
      name: 'invoice-from-fulfilment',
      run: async () => (await import('./reactions/invoice-from-fulfilment.ts')).invoiceFromFulfilment,
    }),
    reaction({
      on: returnReceived,
      name: 'credit-from-return',
      run: async () => (await import('./reactions/credit-from-return.ts')).creditFromReturn,
    }),
    reaction({
      on: orderCancelled,
      name: 'free-deposit-of-cancelled',
      run: async () => (await import('./reactions/free-deposit.ts')).freeDeposit,
    }),
    reaction({
      on: orderClosed,
      name: 'free-deposit-of-closed',
      run: async () => (await import('./reactions/free-deposit.ts')).freeDeposit,
    }),
  ],
  setUp: async () => (await import('./set-up.ts')).setUpFinance,
  loop: async () => (await import('./queries/tell-loop.ts')).tellLoop,
});
