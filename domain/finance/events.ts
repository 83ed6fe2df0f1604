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
    terminal: true,
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
    /** The return that it answers; absent where a person credited. */
    returnId: z.string().optional(),
  }),
  { summary: 'An invoice was credited, whole or in part, at its own rate and tax.' },
);

/** Goods that came back and get no credit note. */
export const invoiceWithheld = defineEvent(
  'finance.invoice.withheld',
  1,
  z.object({
    salesOrderId: z.string(),
    returnId: z.string(),
    /** `not_billed`: no invoice will bill them; `nothing_to_credit`: credited before, or billed at no price. */
    because: z.enum(['not_billed', 'nothing_to_credit']),
    lines: z.array(z.object({ orderLineId: z.string(), quantity: QuantityOrZero })),
  }),
  { summary: 'Returned goods are left out of the invoice, because they were not billed or are credited already.' },
);

/** What a customer paid ahead was taken for an invoice: no money moved. */
export const advanceAllocated = defineEvent(
  'finance.advance.allocated',
  1,
  InvoiceFacts.extend({ amount: SignedMoney, allocatedOn: CalendarDate }),
  { summary: 'An advance of a customer cleared an invoice, whole or in part.' },
);

export const depositFreed = defineEvent(
  'finance.deposit.freed',
  1,
  z.object({ salesOrderId: z.string(), accountId: z.string(), amount: SignedMoney }),
  { summary: 'What no invoice took of an order’s deposit became its customer’s advance: no money moved.' },
);

export const advanceRefunded = defineEvent(
  'finance.advance.refunded',
  1,
  z.object({
    refundId: z.string(),
    number: z.string(),
    accountId: z.string(),
    amount: SignedMoney,
    paidOn: CalendarDate,
  }),
  { summary: 'An advance went back to its customer.', terminal: true },
);

export const refundPaid = defineEvent(
  'finance.refund.paid',
  1,
  InvoiceFacts.extend({ refundId: z.string(), amount: SignedMoney, paidOn: CalendarDate }),
  {
    summary: 'Money went back to a customer.',
  },
);

/** Money moved, and the books could not say where to: somebody must look (`GET /finance/callbacks?state=kept`). */
export const callbackKept = defineEvent(
  'finance.callback.kept',
  1,
  z.object({
    callbackId: z.string(),
    providerId: z.string(),
    kind: z.enum(['payment', 'refund']),
    /** The provider's own id of the payment or refund. */
    reference: z.string(),
    /** In the provider's currency, which need not be the ledger's. */
    amount: SignedMoney,
    receivedOn: CalendarDate,
    invoiceId: z.string().optional(),
    salesOrderId: z.string().optional(),
    accountId: z.string().optional(),
    /** The code of the refusal, such as `unknown_invoice` or `currency_mismatch`. */
    reason: z.string(),
  }),
  { summary: 'A payment provider told of money that could not be booked; it waits for a person.', terminal: true },
);
