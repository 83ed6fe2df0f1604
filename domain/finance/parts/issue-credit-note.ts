/** Issuing a credit note: number, journal, the invoice's balance and the event in the caller's one commit. */
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { fromScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { afterCredit, type CreditLine } from '../credit.ts';
import { creditNote } from '../credit-note.entity.ts';
import type { CreditNote, CreditNoteLine } from '../credit-note.schema.ts';
import { creditNoteIssued } from '../events.ts';
import { balanceOf } from '../invoice.balance.ts';
import type { Invoice } from '../invoice.schema.ts';
import { type JournalLine, signedLine } from '../journal.ts';
import { postJournal } from './post-journal.ts';
import { settleInvoice } from './settle-invoice.ts';

export type Credit = {
  readonly id: string;
  readonly lines: readonly CreditLine[];
  readonly reason: string;
  readonly returnId?: string | undefined;
};

/** Credits lines of an invoice, which must not be more than is left of them. Without money only quantities change. */
export async function issueCreditNote(
  work: Work,
  before: Stored<Invoice>,
  credit: Credit,
): Promise<Stored<CreditNote>> {
  const issuedOn = await todayOf(work.context);
  const number = await nextDocumentNumber(work, 'CN', issuedOn);
  const fields = newCreditNote(before, credit, number, issuedOn);
  const issued = work.create(creditNote, fields, 'issue');
  const settlement = { kind: 'credit', id: fields.id, on: issuedOn, amountMinor: fields.totalMinor } as const;
  settleInvoice(work, before, settlement, 'credit', afterCredit(before.lines, credit.lines));
  await postJournal(work, {
    on: issuedOn,
    source: { kind: 'credit_note', id: fields.id },
    memo: `Credit note ${number} for invoice ${before.number}`,
    lines: creditJournal(before, fields),
    correlationId: before.correlationId,
  });
  work.emit(creditNoteIssued, issued, creditFacts(fields));
  return issued;
}

function newCreditNote(before: Invoice, credit: Credit, number: string, issuedOn: string): CreditNote {
  const lines = credit.lines.flatMap((part): CreditNoteLine[] => {
    const line = before.lines.find(({ lineId }) => lineId === part.lineId);
    if (line === undefined) return [];
    const { sku, name, taxCode, ratePercent } = line;
    return [{ ...part, sku, name, taxCode, ratePercent }];
  });
  const sum = (pick: (line: CreditNoteLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const netMinor = sum((line) => line.netMinor);
  const taxMinor = sum((line) => line.taxMinor);
  const totalMinor = netMinor + taxMinor;
  return {
    id: credit.id,
    number,
    correlationId: before.correlationId,
    invoiceId: before.id,
    invoiceNumber: before.number,
    salesOrderId: before.salesOrderId,
    accountId: before.accountId,
    accountName: before.accountName,
    currency: before.currency,
    issuedOn,
    lines,
    netMinor,
    taxMinor,
    totalMinor,
    settledMinor: Math.min(totalMinor, Math.max(0, balanceOf(before))),
    reason: credit.reason,
    ...(credit.returnId === undefined ? {} : { returnId: credit.returnId }),
  };
}

function creditJournal(before: Invoice, fields: CreditNote): JournalLine[] {
  const services = new Set(before.lines.filter(({ kind }) => kind === 'service').map(({ lineId }) => lineId));
  const net = (isService: boolean) =>
    fields.lines
      .filter(({ lineId }) => services.has(lineId) === isService)
      .reduce((sum, line) => sum + line.netMinor, 0);
  return [
    signedLine('revenue', 'debit', net(false)),
    signedLine('service_revenue', 'debit', net(true)),
    signedLine('output_tax', 'debit', fields.taxMinor),
    { role: 'receivable', creditMinor: fields.totalMinor, partyId: fields.accountId },
  ];
}

function creditFacts(fields: CreditNote) {
  const money = (minor: number) => toMoney(minor, fields.currency);
  return {
    invoiceId: fields.invoiceId,
    number: fields.invoiceNumber,
    salesOrderId: fields.salesOrderId,
    accountId: fields.accountId,
    creditNoteId: fields.id,
    lines: fields.lines.map(({ lineId, quantity, netMinor, taxMinor }) => ({
      orderLineId: lineId,
      quantity: fromScaled(quantity),
      net: money(netMinor),
      tax: money(taxMinor),
    })),
    net: money(fields.netMinor),
    tax: money(fields.taxMinor),
    total: money(fields.totalMinor),
    settled: money(fields.settledMinor),
    reason: fields.reason,
    ...(fields.returnId === undefined ? {} : { returnId: fields.returnId }),
  };
}
