/** What must hold in finance: entries balance, money is where it is said to be, invoices bill what left. */
import { type Books, eventCheck, numbered, recordCheck, told } from '../../shared/books.ts';
import { returnReceived, shipmentDelivered, shipmentDispatched } from '../logistics/events.ts';
import { orderFulfilled } from '../sales/events.ts';
import { creditNote } from './credit-note.entity.ts';
import { journalEntry } from './entry.entity.ts';
import {
  advanceAllocated,
  advanceRefunded,
  creditNoteIssued,
  invoiceIssued,
  invoicePaid,
  paymentReceived,
  refundPaid,
} from './events.ts';
import { invoice } from './invoice.entity.ts';
import { payment, refund } from './payment.entity.ts';

/** The order that an event about goods or money names. */
const orderOf = (data: { salesOrderId: string } | { orderId: string }): string =>
  'salesOrderId' in data ? data.salesOrderId : data.orderId;

export const financeBooks: Books = {
  checks: [
    recordCheck({
      name: 'finance.entries_balance',
      summary: 'Debits equal credits in every journal entry, and so per tenant, period and currency (F1).',
      holds: 'always',
      each: journalEntry,
      found: 'days',
      subjects: ({ id }) => [id],
      run: async () => (await import('./books/check-entry.ts')).checkEntry,
    }),
    eventCheck({
      name: 'finance.payments_are_allocated_once',
      summary: 'What a payment cleared, and what is kept of it, is what was paid.',
      holds: 'always',
      on: [paymentReceived],
      subjects: ({ data }) => [data.paymentId],
      run: async () => (await import('./books/check-payment.ts')).checkPayment,
    }),
    eventCheck({
      name: 'finance.invoices_add_up',
      summary: 'An invoice is the sum of its lines, credits no more than it billed, and is paid where nothing is due.',
      holds: 'always',
      on: [invoiceIssued, invoicePaid, advanceAllocated, creditNoteIssued, refundPaid],
      subjects: ({ data }) => [data.invoiceId],
      run: async () => (await import('./books/check-invoice.ts')).checkInvoice,
    }),
    eventCheck({
      name: 'finance.advances_are_not_overdrawn',
      summary: 'What a customer paid ahead never falls below nothing.',
      holds: 'always',
      on: [advanceAllocated, advanceRefunded],
      subjects: ({ data }) => [data.accountId],
      run: async () => (await import('./books/check-payment.ts')).checkAdvance,
    }),
    eventCheck({
      name: 'finance.invoiced_as_dispatched',
      summary: 'What was invoiced of an order is what left, by its policy; its invoices and its own figures agree.',
      holds: 'at_rest',
      on: [shipmentDispatched, shipmentDelivered, returnReceived, orderFulfilled, invoiceIssued, creditNoteIssued],
      subjects: (event) => [orderOf(event.data)],
      run: async () => (await import('./books/check-billing.ts')).checkBilling,
    }),
  ],
  numbered: [
    numbered(invoiceIssued, invoice, ({ data }) => data.invoiceId),
    numbered(creditNoteIssued, creditNote, ({ data }) => data.creditNoteId),
    numbered(paymentReceived, payment, ({ data }) => data.paymentId),
    numbered(refundPaid, refund, ({ data }) => data.refundId),
    numbered(advanceRefunded, refund, ({ data }) => data.refundId),
  ],
  told: [told(invoice, 'open', invoiceIssued), told(invoice, 'paid', invoicePaid)],
};
