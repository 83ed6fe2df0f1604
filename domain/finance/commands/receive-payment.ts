import type { Context } from '../../../shared/context.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import { readMinor } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { expectFound, reject } from '../../../shared/rejection.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { accountFor } from '../../crm/index.ts';
import { orderFor } from '../../sales/index.ts';
import { paymentReceived } from '../events.ts';
import { balanceOf } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import { addToAdvance, billingOf, saveBilling } from '../parts/billing-record.ts';
import { postJournal } from '../parts/post-journal.ts';
import { settleInvoice } from '../parts/settle-invoice.ts';
import { expectPast, moneyRole, type Shares, shareOfPayment } from '../payment.decide.ts';
import { payment } from '../payment.entity.ts';
import { allocatedOf, type PaymentInput, type PaymentResource, presentPayment } from '../payment.resource.ts';
import type { Payment } from '../payment.schema.ts';

/** Whose money it is and where it goes. */
type Target = Pick<Payment, 'accountId' | 'invoiceId' | 'salesOrderId' | 'correlationId'> & Shares;

/**
 * Records money that came in: it clears the invoice as far as that is due, is kept as the deposit of an order, or is
 * kept as the account's advance.
 * @throws Rejection `finance.invoice.not_found`, `sales.order.not_found`, `crm.account.not_found` (404),
 * `finance.payment.duplicate_reference` (409), `finance.payment.order_over` (409), `currency_mismatch`, `in_the_future`
 */
export async function receivePayment(
  context: Context,
  { body }: RouteInput<unknown, unknown, PaymentInput>,
): Promise<PaymentResource> {
  const { currency, timeZone } = await profileOf(context);
  const amountMinor = readMinor(body.amount, currency, '/amount');
  const today = todayOn(context.deps.clock, timeZone);
  const receivedOn = body.receivedOn ?? today;
  expectPast(receivedOn, today, '/receivedOn');
  return commit(context, async (work) => {
    const id = context.deps.ids.next('pay');
    const { allocatedMinor, ...target } = await allot(work, body, { id, amountMinor, receivedOn });
    const { invoiceId, salesOrderId, ...rest } = target;
    if (body.reference !== undefined) claimReference(work, body.method, body.reference, id);
    const record = work.create(
      payment,
      {
        id,
        number: await nextDocumentNumber(work, 'PAY', today),
        ...rest,
        ...(invoiceId === undefined ? {} : { invoiceId }),
        ...(salesOrderId === undefined ? {} : { salesOrderId }),
        method: body.method,
        ...(body.reference === undefined ? {} : { reference: body.reference }),
        receivedOn,
        currency,
        amountMinor,
        allocations:
          invoiceId === undefined || allocatedMinor === 0 ? [] : [{ invoiceId, amountMinor: allocatedMinor }],
      },
      'receive',
    );
    await postReceipt(work, record);
    const allocated = toMoney(allocatedOf(record), currency);
    work.emit(paymentReceived, record, {
      paymentId: id,
      accountId: record.accountId,
      invoiceId,
      salesOrderId,
      amount: toMoney(amountMinor, currency),
      allocated,
      receivedOn,
    });
    return presentPayment(record);
  });
}

type Money = { readonly id: string; readonly amountMinor: number; readonly receivedOn: string };

function allot(work: Work, body: PaymentInput, money: Money): Promise<Target> {
  if (body.invoiceId !== undefined) return payInvoice(work, body.invoiceId, money);
  if (body.salesOrderId !== undefined) return keepDeposit(work, body.salesOrderId, money);
  return keepAdvance(work, body.accountId ?? '', money);
}

async function payInvoice(work: Work, invoiceId: string, { id, amountMinor, receivedOn }: Money): Promise<Target> {
  const before = expectFound(await work.records.get(invoice, invoiceId), invoice.name, '/invoiceId');
  const shares = shareOfPayment(amountMinor, balanceOf(before));
  if (shares.allocatedMinor > 0) {
    const settlement = { kind: 'payment', id, on: receivedOn, amountMinor: shares.allocatedMinor } as const;
    settleInvoice(work, before, settlement, 'pay');
  }
  await addToAdvance(work, before.accountId, shares.advanceMinor);
  const { accountId, salesOrderId, correlationId } = before;
  return { accountId, invoiceId, salesOrderId, correlationId, ...shares };
}

/** That the order is still open when the deposit is committed is a promise of `saveBilling`. */
async function keepDeposit(work: Work, orderId: string, { amountMinor }: Money): Promise<Target> {
  const order = expectFound(await orderFor(work, orderId), 'sales.order', '/salesOrderId');
  if (order.state !== 'held' && order.state !== 'confirmed') {
    throw reject(
      'conflict',
      'finance.payment.order_over',
      `The order is ${order.state}: pay its invoice or the account.`,
    );
  }
  const state = await billingOf(work, order);
  await saveBilling(work, order, state, { depositReceivedMinor: state.depositReceivedMinor + amountMinor });
  const { accountId, correlationId } = order;
  return {
    accountId,
    salesOrderId: orderId,
    correlationId,
    allocatedMinor: 0,
    depositMinor: amountMinor,
    advanceMinor: 0,
  };
}

async function keepAdvance(work: Work, accountId: string, { amountMinor }: Money): Promise<Target> {
  expectFound(await accountFor(work, accountId), 'crm.account', '/accountId');
  await addToAdvance(work, accountId, amountMinor);
  const { correlationId } = work.context;
  return { accountId, correlationId, allocatedMinor: 0, depositMinor: 0, advanceMinor: amountMinor };
}

/** F6: a card company that calls twice with one payment has it recorded once. */
function claimReference(work: Work, method: string, reference: string, paymentId: string): void {
  const taken = reject(
    'conflict',
    'finance.payment.duplicate_reference',
    'A payment with this method and reference is recorded already.',
  );
  work.claim('finance.payment.reference', `${method}|${reference}`, paymentId, taken);
}

async function postReceipt(work: Work, record: Payment): Promise<void> {
  const partyId = record.accountId;
  const allocatedMinor = allocatedOf(record);
  await postJournal(work, {
    on: record.receivedOn,
    source: { kind: 'payment', id: record.id },
    memo: `Payment ${record.number}`,
    lines: [
      { role: moneyRole(record.method), debitMinor: record.amountMinor },
      { role: 'receivable', creditMinor: allocatedMinor, partyId },
      { role: 'customer_advances', creditMinor: record.amountMinor - allocatedMinor, partyId },
    ],
    correlationId: record.correlationId,
  });
}
