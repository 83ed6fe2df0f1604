import type { Context } from '../../../shared/context.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { expectFound } from '../../../shared/rejection.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { accountFor } from '../../crm/index.ts';
import { advance } from '../billing.entity.ts';
import { advanceRefunded, refundPaid } from '../events.ts';
import { balanceOf } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import type { Invoice } from '../invoice.schema.ts';
import { addToAdvance } from '../parts/billing-record.ts';
import { postJournal } from '../parts/post-journal.ts';
import { settleInvoice } from '../parts/settle-invoice.ts';
import { expectPast, expectRefundable, moneyRole } from '../payment.decide.ts';
import { refund } from '../payment.entity.ts';
import { presentRefund, type RefundInput, type RefundResource } from '../payment.resource.ts';
import type { Refund } from '../payment.schema.ts';

/**
 * Pays money back: what a credited invoice was paid beyond what is due on it, or a part of an account's advance.
 * @throws Rejection `finance.refund.exceeds_refundable` (422), `finance.invoice.not_found` or
 * `crm.account.not_found` (404)
 */
export async function payRefund(
  context: Context,
  { body }: RouteInput<unknown, unknown, RefundInput>,
): Promise<RefundResource> {
  const { currency, timeZone } = await profileOf(context);
  const amountMinor = readMinor(body.amount, currency, '/amount');
  const today = todayOn(context.deps.clock, timeZone);
  const paidOn = body.paidOn ?? today;
  expectPast(paidOn, today, '/paidOn');
  return commit(context, async (work) => {
    const id = context.deps.ids.next('rfd');
    const credited =
      body.invoiceId === undefined ? undefined : await refundInvoice(work, body.invoiceId, { id, amountMinor, paidOn });
    const accountId = credited?.accountId ?? (await refundAdvance(work, body.accountId ?? '', amountMinor));
    const record = work.create(
      refund,
      {
        id,
        number: await nextDocumentNumber(work, 'RF', today),
        correlationId: credited?.correlationId ?? context.correlationId,
        accountId,
        ...(credited === undefined ? {} : { invoiceId: credited.id, salesOrderId: credited.salesOrderId }),
        method: body.method,
        paidOn,
        currency,
        amountMinor,
      },
      'pay',
    );
    await postRefund(work, record);
    const amount = toMoney(amountMinor, currency);
    if (credited === undefined) {
      work.emit(advanceRefunded, record, { refundId: id, number: record.number, accountId, amount, paidOn });
    } else {
      const { number, salesOrderId } = credited;
      const facts = { invoiceId: credited.id, number, salesOrderId, accountId };
      work.emit(refundPaid, record, { ...facts, refundId: id, amount, paidOn });
    }
    return presentRefund(record);
  });
}

type Money = { readonly id: string; readonly amountMinor: number; readonly paidOn: string };

async function refundInvoice(work: Work, invoiceId: string, { id, amountMinor, paidOn }: Money): Promise<Invoice> {
  const before = expectFound(await work.records.get(invoice, invoiceId), invoice.name, '/invoiceId');
  expectRefundable(amountMinor, Math.max(0, -balanceOf(before)));
  settleInvoice(work, before, { kind: 'refund', id, on: paidOn, amountMinor }, 'refund');
  return before;
}

async function refundAdvance(work: Work, accountId: string, amountMinor: number): Promise<string> {
  expectFound(await accountFor(work, accountId), 'crm.account', '/accountId');
  const before = await work.records.get(advance, accountId);
  expectRefundable(amountMinor, before?.balanceMinor ?? 0);
  await addToAdvance(work, accountId, -amountMinor);
  return accountId;
}

async function postRefund(work: Work, record: Refund): Promise<void> {
  const role = record.invoiceId === undefined ? 'customer_advances' : 'receivable';
  await postJournal(work, {
    on: record.paidOn,
    source: { kind: 'refund', id: record.id },
    memo: `Refund ${record.number}`,
    lines: [
      { role, debitMinor: record.amountMinor, partyId: record.accountId },
      { role: moneyRole(record.method), creditMinor: record.amountMinor },
    ],
    correlationId: record.correlationId,
  });
}
