import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject, rejectField } from '../../../shared/rejection.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { type CreditLine, creditAll, creditAmount, creditableOf, creditQuantity, quantityLeft } from '../credit.ts';
import { type CreditNoteResource, presentCreditNote } from '../credit-note.resource.ts';
import { invoice } from '../invoice.entity.ts';
import type { CreditInput } from '../invoice.resource.ts';
import type { Invoice } from '../invoice.schema.ts';
import { invoiceStates } from '../invoice.states.ts';
import { issueCreditNote } from '../parts/issue-credit-note.ts';

/**
 * Credits an invoice: by quantities, by an amount including tax, or all that is left of it.
 * @throws Rejection `finance.invoice.illegal_transition` or, for an invoice of no money,
 * `finance.invoice.nothing_to_credit` (409) where nothing is left; `unknown_line`, `repeated_line`, `exceeds_invoice`,
 * `currency_mismatch`, `too_many_decimals` (422)
 */
export async function creditInvoice(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ invoiceId: string }, unknown, CreditInput>,
): Promise<CreditNoteResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(invoice, params.invoiceId);
    expectVersion(before, ifMatch);
    const lines = decideCredit(before, body);
    const id = context.deps.ids.next('crn');
    return presentCreditNote(await issueCreditNote(work, before, { id, lines, reason: body.reason }));
  });
}

/** The lines that a request credits. Pure. */
function decideCredit(before: Invoice, input: Pick<CreditInput, 'lines' | 'amount'>): CreditLine[] {
  transition(invoiceStates, 'credit', before.state);
  if (input.lines !== undefined) return decideLines(before, input.lines);
  if (input.amount === undefined) return decideRest(before);
  const amountMinor = readMinor(input.amount, before.currency, '/amount');
  if (amountMinor > creditableOf(before)) throw exceeds('/amount');
  return creditAmount(before, amountMinor);
}

/** All that is left: a credit note of nothing would only use up a number. */
function decideRest(before: Invoice): CreditLine[] {
  const lines = creditAll(before);
  if (lines.length > 0) return lines;
  throw reject('conflict', 'finance.invoice.nothing_to_credit', 'Everything on the invoice is credited already.');
}

function decideLines(before: Invoice, wanted: NonNullable<CreditInput['lines']>): CreditLine[] {
  const seen = new Set<string>();
  return wanted.map(({ lineId, quantity }, index) => {
    const line = before.lines.find((candidate) => candidate.lineId === lineId);
    if (line === undefined) throw rejectField(`/lines/${index}/lineId`, 'unknown_line', 'is not a line of the invoice');
    if (seen.has(lineId)) throw rejectField(`/lines/${index}/lineId`, 'repeated_line', 'is given twice');
    seen.add(lineId);
    if (toScaled(quantity) > quantityLeft(line)) throw exceeds(`/lines/${index}/quantity`);
    return creditQuantity(line, toScaled(quantity));
  });
}

const exceeds = (pointer: string) => rejectField(pointer, 'exceeds_invoice', 'is more than is left of the invoice');
