/** What an invoice comes to: derived from its total and its settlements, for today or any day before. */
import { transition } from '../../shared/states.ts';
import { daysBetween } from '../../shared/values/time.ts';
import type { Invoice, Settlement } from './invoice.schema.ts';
import { invoiceStates } from './invoice.states.ts';

export const INVOICE_STATUSES = ['unpaid', 'partly_paid', 'overdue', 'paid', 'credited'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

type Amounts = Pick<Invoice, 'totalMinor' | 'settlements'>;

/** Signed effect of a settlement on what is due. */
const effectOf = ({ kind, amountMinor }: Settlement): number => (kind === 'refund' ? amountMinor : -amountMinor);

/** Still due in minor units; below zero where the customer is to get money back. */
export const balanceOf = ({ totalMinor, settlements }: Amounts): number =>
  settlements.reduce((balance, settlement) => balance + effectOf(settlement), totalMinor);

/** The balance as it stood at the end of a day: by the dates of the invoice and its settlements. */
export const balanceAt = (invoice: Amounts & Pick<Invoice, 'issuedOn'>, on: string): number =>
  balanceOf({
    totalMinor: invoice.issuedOn <= on ? invoice.totalMinor : 0,
    settlements: invoice.settlements.filter((settlement) => settlement.on <= on),
  });

const sumOf = ({ settlements }: Pick<Invoice, 'settlements'>, kinds: readonly Settlement['kind'][]): number =>
  settlements.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { amountMinor }) => sum + amountMinor, 0);

export const depositOf = (invoice: Pick<Invoice, 'settlements'>): number => sumOf(invoice, ['deposit']);
export const creditedOf = (invoice: Pick<Invoice, 'settlements'>): number => sumOf(invoice, ['credit']);
export const refundedOf = (invoice: Pick<Invoice, 'settlements'>): number => sumOf(invoice, ['refund']);
/** Money that cleared it: payments, deposits and advances. */
export const paidOf = (invoice: Pick<Invoice, 'settlements'>): number =>
  sumOf(invoice, ['deposit', 'payment', 'advance']);

/** The status that people read (F3), as of `today`. */
export function statusOf(invoice: Invoice, today: string): InvoiceStatus {
  if (invoice.state === 'credited') return 'credited';
  if (balanceOf(invoice) <= 0) return 'paid';
  if (daysBetween(invoice.dueOn, today) > 0) return 'overdue';
  return paidOf(invoice) > 0 || creditedOf(invoice) > 0 ? 'partly_paid' : 'unpaid';
}

/**
 * Adds a settlement and moves the state where it must move.
 * @returns the changed fields, and whether this settlement is the one after which nothing is due any more
 */
export function settle(
  invoice: Invoice,
  settlement: Settlement,
): { changes: Pick<Invoice, 'settlements' | 'state' | 'agedIn'>; paysOff: boolean } {
  // A credit of goods that came to no money settles nothing.
  const settlements = settlement.amountMinor === 0 ? invoice.settlements : [...invoice.settlements, settlement];
  const after = { totalMinor: invoice.totalMinor, settlements };
  const creditsAll = invoice.totalMinor > 0 && creditedOf(after) === invoice.totalMinor;
  const isCredited = settlement.kind === 'credit' && creditsAll && invoice.state !== 'credited';
  const paysOff = !isCredited && invoice.state === 'open' && balanceOf(after) <= 0;
  const state = isCredited
    ? transition(invoiceStates, 'credit', invoice.state)
    : paysOff
      ? transition(invoiceStates, 'pay', invoice.state)
      : invoice.state;
  return { changes: { settlements, state, agedIn: agedIn(after, invoice.issuedOn) }, paysOff };
}

/** The list of the ageing that an invoice belongs to; see `Invoice.agedIn`. */
export function agedIn(invoice: Amounts, issuedOn: string): string {
  if (balanceOf(invoice) !== 0) return 'open';
  const last = [issuedOn, ...invoice.settlements.map(({ on }) => on)].sort().at(-1) ?? issuedOn;
  return last.slice(0, 7);
}
