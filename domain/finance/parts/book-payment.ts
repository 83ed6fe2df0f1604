/** Booking money that came in: number, what it clears, the journal and the event in the caller's one commit. */
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import { expectFound, reject } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf, todayOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { accountFor } from '../../crm/index.ts';
import { orderFor } from '../../sales/index.ts';
import { accountOf } from '../accounts.ts';
import { paymentReceived } from '../events.ts';
import { balanceOf } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import { type PostedLine, postedLines } from '../journal.ts';
import { moneyRole, type Shares, shareOfPayment } from '../payment.decide.ts';
import { payment, REFERENCE_RULE } from '../payment.entity.ts';
import { allocatedOf } from '../payment.resource.ts';
import type { Payment } from '../payment.schema.ts';
import { addToAdvance, billingOf, saveBilling } from './billing-record.ts';
import { postLines } from './post-journal.ts';
import { settleInvoice } from './settle-invoice.ts';

/** Money that came in, and what it is for: one of invoice, order and account. */
export type Receipt = {
  readonly invoiceId?: string | undefined;
  readonly salesOrderId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly amountMinor: number;
  readonly receivedOn: string;
  readonly method: Payment['method'];
  readonly reference?: string | undefined;
  /** The account that it is booked to; the method's own unless given. */
  readonly moneyAccount?: string | undefined;
};

/** Whose money it is and where it goes. */
type Target = Pick<Payment, 'accountId' | 'invoiceId' | 'salesOrderId' | 'correlationId'> & Shares;

/**
 * Adds a payment to the caller's commit: it clears the invoice as far as that is due, is kept as the deposit of an order,
 * or is kept as the account's advance.
 * @throws Rejection `unknown_invoice`, `unknown_order`, `unknown_account` (422), `finance.payment.duplicate_reference`,
 * `finance.payment.order_over`, `finance.invoice.too_many_settlements` (409)
 */
export async function bookPayment(work: Work, receipt: Receipt): Promise<Stored<Payment>> {
  const { amountMinor, receivedOn, method, reference, moneyAccount } = receipt;
  const { currency } = await profileOf(work.context);
  const today = await todayOf(work.context);
  const id = work.context.deps.ids.next('pay');
  const { allocatedMinor, ...target } = await allot(work, receipt, { id, amountMinor, receivedOn });
  const { invoiceId, salesOrderId, ...rest } = target;
  if (reference !== undefined) claimReference(work, method, reference, id);
  const record = work.create(
    payment,
    {
      id,
      number: await nextDocumentNumber(work, 'PAY', today),
      ...rest,
      ...(invoiceId === undefined ? {} : { invoiceId }),
      ...(salesOrderId === undefined ? {} : { salesOrderId }),
      method,
      ...(reference === undefined ? {} : { reference }),
      receivedOn,
      currency,
      amountMinor,
      allocations: invoiceId === undefined || allocatedMinor === 0 ? [] : [{ invoiceId, amountMinor: allocatedMinor }],
    },
    'receive',
  );
  await postReceipt(work, record, moneyAccount);
  work.emit(paymentReceived, record, {
    paymentId: id,
    accountId: record.accountId,
    invoiceId,
    salesOrderId,
    amount: toMoney(amountMinor, currency),
    allocated: toMoney(allocatedOf(record), currency),
    receivedOn,
  });
  return record;
}

type Money = { readonly id: string; readonly amountMinor: number; readonly receivedOn: string };

function allot(work: Work, { invoiceId, salesOrderId, accountId }: Receipt, money: Money): Promise<Target> {
  if (invoiceId !== undefined) return payInvoice(work, invoiceId, money);
  if (salesOrderId !== undefined) return keepDeposit(work, salesOrderId, money);
  return keepAdvance(work, accountId ?? '', money);
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
  work.claim(REFERENCE_RULE, `${method}|${reference}`, paymentId, taken);
}

async function postReceipt(work: Work, record: Payment, moneyAccount: string | undefined): Promise<void> {
  const partyId = record.accountId;
  const allocatedMinor = allocatedOf(record);
  const role = moneyRole(record.method);
  const lines = postedLines([
    { role, debitMinor: record.amountMinor },
    { role: 'receivable', creditMinor: allocatedMinor, partyId },
    { role: 'customer_advances', creditMinor: record.amountMinor - allocatedMinor, partyId },
  ]);
  await postLines(
    work,
    {
      on: record.receivedOn,
      source: { kind: 'payment', id: record.id },
      memo: `Payment ${record.number}`,
      correlationId: record.correlationId,
    },
    moneyAccount === undefined
      ? lines
      : lines.map((line) => (line.role === role ? onAccount(line, moneyAccount) : line)),
  );
}

/** A line on an account that plays no part, or another than the line was made for. */
const onAccount = ({ role, ...line }: PostedLine, account: string): PostedLine =>
  accountOf(role ?? 'bank') === account ? { ...line, role, account } : { ...line, account };
