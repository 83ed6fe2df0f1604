/** Events of finance: invoices, credit notes, payments, refunds. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';
import { QuantityOrZero } from '../../shared/values/decimal.ts';
import { SignedMoney } from '../../shared/values/money.ts';
import { CalendarDate } from '../../shared/values/time.ts';

const InvoiceFacts = z.object({
  invoiceId: z.string(),
  number: z.string(),
  salesOrderId: z.string(),
  accountId: z.string(),
});
const BilledLine = z.object({ orderLineId: z.string(), quantity: QuantityOrZero, net: SignedMoney, tax: SignedMoney });

export const invoiceIssued = defineEvent(
  'finance.invoice.issued',
  1,
  InvoiceFacts.extend({
    /** What it bills: a shipment or a fulfilment of services. */
    source: z.object({ kind: z.enum(['shipment', 'fulfilment']), id: z.string() }),
    issuedOn: CalendarDate,
    dueOn: CalendarDate,
    lines: z.array(BilledLine),
    net: SignedMoney,
    tax: SignedMoney,
    total: SignedMoney,
    /** Deposits that were deducted from what is due. */
    deposit: SignedMoney,
  }),
  { summary: 'An invoice was issued under the next number of its series.' },
);

export const paymentReceived = defineEvent(
  'finance.payment.received',
  1,
  z.object({
    paymentId: z.string(),
    accountId: z.string(),
    invoiceId: z.string().optional(),
    salesOrderId: z.string().optional(),
    amount: SignedMoney,
    /** The part that cleared an invoice; the rest is kept as an advance of the customer. */
    allocated: SignedMoney,
    receivedOn: CalendarDate,
  }),
  { summary: 'Money came in from a customer.' },
);

export const invoicePaid = defineEvent(
  'finance.invoice.paid',
  1,
  InvoiceFacts.extend({ total: SignedMoney, paidOn: CalendarDate }),
  {
    summary: 'Nothing is due on the invoice any more.',
  },
);

export const creditNoteIssued = defineEvent(
  'finance.credit_note.issued',
  1,
  InvoiceFacts.extend({
    creditNoteId: z.string(),
    lines: z.array(BilledLine),
    net: SignedMoney,
    tax: SignedMoney,
    total: SignedMoney,
    /** The part that reduced what was still due; the rest can be refunded. */
    settled: SignedMoney,
    reason: z.string(),
  }),
  { summary: 'An invoice was credited, whole or in part, at its own rate and tax.' },
);

export const refundPaid = defineEvent(
  'finance.refund.paid',
  1,
  InvoiceFacts.extend({ refundId: z.string(), amount: SignedMoney, paidOn: CalendarDate }),
  {
    summary: 'Money went back to a customer.',
  },
);
