import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { type JournalLine, postJournal } from '../../finance/index.ts';
import { billEntity } from '../bill.entity.ts';
import { type BillResource, type PayInput, presentBill } from '../bill.resource.ts';
import type { Bill } from '../bill.schema.ts';
import { decidePayment, dueOf } from '../decide-bill.ts';
import { billPaid } from '../events.ts';
import { billFacts } from './bill-order.ts';

/**
 * Pays a supplier bill, whole or in part.
 * @throws Rejection `procurement.bill.illegal_transition` (409) where it is held or paid; `procurement.bill.over_payment`,
 * `currency_mismatch`, `in_future` (422)
 */
export async function payBill(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ billId: string }, unknown, PayInput>,
): Promise<BillResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(billEntity, params.billId);
    expectVersion(before, ifMatch);
    const { currency } = before;
    const amountMinor = body.amount === undefined ? dueOf(before) : readMinor(body.amount, currency, '/amount');
    const today = await todayOf(work.context);
    const paidOn = body.paidOn ?? today;
    if (paidOn > today) throw rejectField('/paidOn', 'in_future', 'The day of payment is in the future.');
    const state = decidePayment(before, amountMinor, (minor) => `${toMoney(minor, currency).amount} ${currency}`);
    const { id: journalEntryId } = await postJournal(work, {
      on: paidOn,
      source: { kind: 'supplier_bill', id: before.id },
      memo: `Payment of ${before.number} to ${before.vendorName}`,
      correlationId: before.correlationId,
      lines: paymentJournal(before, amountMinor, body.method),
    });
    const payment = {
      paidOn,
      amountMinor,
      method: body.method ?? 'bank_transfer',
      ...(journalEntryId === undefined ? {} : { journalEntryId }),
    };
    const paidMinor = before.paidMinor + amountMinor;
    const bill = work.update(billEntity, before, { state, paidMinor, payments: [...before.payments, payment] }, 'pay');
    work.emit(billPaid, bill, { ...billFacts(bill), paid: toMoney(amountMinor, currency) });
    return presentBill(bill);
  });
}

const paymentJournal = ({ vendorId }: Bill, amountMinor: number, method: PayInput['method']): JournalLine[] => [
  { role: 'payable', debitMinor: amountMinor, partyId: vendorId },
  { role: method === 'cash' ? 'cash' : 'bank', creditMinor: amountMinor },
];
