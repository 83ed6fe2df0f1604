/** Adding a settlement to an invoice, and telling when nothing is due any more. */
import { reject } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { invoicePaid } from '../events.ts';
import { settle } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import type { Invoice, InvoiceLine, Settlement } from '../invoice.schema.ts';
import { idFacts } from './issue-invoice.ts';

/** Bounds the record; an invoice that is paid in more parts than this is not one. */
const SETTLEMENTS_MAX = 1_000;

/**
 * Updates the invoice and emits `finance.invoice.paid` where this settlement pays it off.
 * @param action what the audit calls the change: `pay`, `credit`, `refund`
 * @throws Rejection `finance.invoice.too_many_settlements` (conflict), or the state's own refusal
 */
export function settleInvoice(
  work: Work,
  before: Stored<Invoice>,
  settlement: Settlement,
  action: string,
  lines?: InvoiceLine[],
): Stored<Invoice> {
  if (before.settlements.length >= SETTLEMENTS_MAX) {
    throw reject('conflict', 'finance.invoice.too_many_settlements', 'The invoice has too many payments and credits.');
  }
  const { changes, paysOff } = settle(before, settlement);
  const after = work.update(invoice, before, { ...changes, ...(lines === undefined ? {} : { lines }) }, action);
  if (paysOff) work.emit(invoicePaid, after, { ...idFacts(after), paidOn: settlement.on });
  return after;
}
