import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject, rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { advance } from '../billing.entity.ts';
import { advanceAllocated } from '../events.ts';
import { balanceOf } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import { type AllocateInput, type InvoiceResource, presentInvoice } from '../invoice.resource.ts';
import { addToAdvance } from '../parts/billing-record.ts';
import { postJournal } from '../parts/post-journal.ts';
import { settleInvoice } from '../parts/settle-invoice.ts';

/**
 * Clears an invoice out of what its customer has paid ahead: one payment over many invoices is an advance that is
 * allocated to each of them (F5).
 * @throws Rejection `finance.invoice.nothing_to_allocate` (409), `exceeds_advance`, `exceeds_due` (422)
 */
export async function allocateInvoice(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ invoiceId: string }, unknown, AllocateInput>,
): Promise<InvoiceResource> {
  const today = await todayOf(context);
  return commit(context, async (work) => {
    const before = await work.records.need(invoice, params.invoiceId);
    expectVersion(before, ifMatch);
    const { accountId, currency, number, correlationId, salesOrderId } = before;
    const paidAhead = (await work.records.get(advance, accountId))?.balanceMinor ?? 0;
    const asked = body.amount === undefined ? undefined : readMinor(body.amount, currency, '/amount');
    const amountMinor = decideAllocation(asked, balanceOf(before), paidAhead);
    await addToAdvance(work, accountId, -amountMinor);
    const settlement = { kind: 'advance', id: before.id, on: today, amountMinor } as const;
    const after = settleInvoice(work, before, settlement, 'allocate');
    await postJournal(work, {
      on: today,
      source: { kind: 'invoice', id: before.id },
      memo: `Advance taken for invoice ${number}`,
      lines: [
        { role: 'customer_advances', debitMinor: amountMinor, partyId: accountId },
        { role: 'receivable', creditMinor: amountMinor, partyId: accountId },
      ],
      correlationId,
    });
    const facts = { invoiceId: before.id, number, salesOrderId, accountId };
    work.emit(advanceAllocated, after, { ...facts, amount: toMoney(amountMinor, currency), allocatedOn: today });
    return presentInvoice(after, today);
  });
}

/** What is taken, in minor units: as asked, or as much as is due and there is. Pure. */
export function decideAllocation(asked: number | undefined, dueMinor: number, paidAheadMinor: number): number {
  if (dueMinor <= 0 || paidAheadMinor <= 0) {
    const why = dueMinor <= 0 ? 'Nothing is due on the invoice.' : 'The customer has paid nothing ahead.';
    throw reject('conflict', 'finance.invoice.nothing_to_allocate', why);
  }
  if (asked === undefined) return Math.min(dueMinor, paidAheadMinor);
  if (asked > dueMinor) throw rejectField('/amount', 'exceeds_due', 'is more than is due on the invoice');
  if (asked > paidAheadMinor)
    throw rejectField('/amount', 'exceeds_advance', 'is more than the customer has paid ahead');
  return asked;
}
