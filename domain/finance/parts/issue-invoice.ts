/** Issuing an invoice: number, lines, deposit, journal and events in the caller's one commit. */
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { addDays, todayOn } from '../../../shared/values/time.ts';
import type { Order } from '../../sales/index.ts';
import type { Billing } from '../billing.schema.ts';
import { type BillableLine, billLines, depositLeft } from '../billing.ts';
import { invoiceIssued, invoicePaid } from '../events.ts';
import { depositOf } from '../invoice.balance.ts';
import { invoice, invoiceIdFor } from '../invoice.entity.ts';
import type { Invoice } from '../invoice.schema.ts';
import { type JournalLine, signedLine } from '../journal.ts';
import { newInvoice } from '../new-invoice.ts';
import { saveBilling } from './billing-record.ts';
import { postJournal } from './post-journal.ts';

export type InvoiceSource = Invoice['source'];

/**
 * Issues the one invoice of a source for quantities of an order (scaled), under the next number of the year. The
 * order's deposit is deducted. Nothing is issued where no quantity is left to bill; the billing is saved either way.
 * @throws Error where the order is in another currency than the company's ledger
 */
export async function issueInvoice(
  work: Work,
  order: Stored<Order>,
  state: Billing,
  wanted: { readonly source: InvoiceSource; readonly lines: readonly BillableLine[] },
): Promise<void> {
  const profile = await profileOf(work.context);
  if (order.currency !== profile.currency) throw new Error(`Order ${order.number} is not in ${profile.currency}`);
  const id = invoiceIdFor(work.context.tenantId, wanted.source.id);
  if (state.invoiceIds.includes(id)) return;
  const { lines, billed } = billLines(order, state.billed, wanted.lines);
  if (lines.length === 0) {
    await saveBilling(work, order, state, {});
    return;
  }
  const issuedOn = todayOn(work.context.deps.clock, profile.timeZone);
  const number = await nextDocumentNumber(work, 'INV', issuedOn);
  const fields = newInvoice({
    id,
    number,
    order,
    source: wanted.source,
    lines,
    issuedOn,
    dueOn: addDays(issuedOn, order.paymentTermsDays),
    depositMinor: depositLeft(state),
  });
  const issued = work.create(invoice, fields, 'issue');
  await saveBilling(work, order, state, {
    billed,
    invoiceIds: [...state.invoiceIds, id],
    depositAppliedMinor: state.depositAppliedMinor + depositOf(fields),
  });
  await postJournal(work, {
    on: issuedOn,
    source: { kind: 'invoice', id },
    memo: `Invoice ${number} for order ${order.number}`,
    lines: invoiceJournal(fields),
    correlationId: order.correlationId,
  });
  work.emit(invoiceIssued, issued, issuedFacts(fields));
  if (fields.state === 'paid') work.emit(invoicePaid, issued, { ...idFacts(fields), paidOn: issuedOn });
}

const sumOf = (fields: Invoice, isService: boolean): number =>
  fields.lines
    .filter(({ kind }) => (kind === 'service') === isService)
    .reduce((sum, { netMinor }) => sum + netMinor, 0);

/** Receivable against revenue and tax; a deposit moves from the customer's advances to the receivable. */
function invoiceJournal(fields: Invoice): JournalLine[] {
  const { accountId: partyId, totalMinor, taxMinor } = fields;
  const depositMinor = depositOf(fields);
  return [
    { role: 'receivable', debitMinor: totalMinor, partyId },
    signedLine('revenue', 'credit', sumOf(fields, false)),
    signedLine('service_revenue', 'credit', sumOf(fields, true)),
    signedLine('output_tax', 'credit', taxMinor),
    { role: 'customer_advances', debitMinor: depositMinor, partyId },
    { role: 'receivable', creditMinor: depositMinor, partyId },
  ];
}

/** What every event about an invoice says of it, with its total. */
export const idFacts = (fields: Invoice) => ({
  invoiceId: fields.id,
  number: fields.number,
  salesOrderId: fields.salesOrderId,
  accountId: fields.accountId,
  total: toMoney(fields.totalMinor, fields.currency),
});

function issuedFacts(fields: Invoice) {
  const money = (minor: number) => toMoney(minor, fields.currency);
  return {
    ...idFacts(fields),
    source: fields.source,
    issuedOn: fields.issuedOn,
    dueOn: fields.dueOn,
    lines: fields.lines.map(({ lineId, quantity, netMinor, taxMinor }) => ({
      orderLineId: lineId,
      quantity: fromScaled(quantity),
      net: money(netMinor),
      tax: money(taxMinor),
    })),
    net: money(fields.netMinor),
    tax: money(fields.taxMinor),
    deposit: money(depositOf(fields)),
  };
}
