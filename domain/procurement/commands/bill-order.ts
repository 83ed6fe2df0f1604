import type { Context } from '../../../shared/context.ts';
import { nextDocumentNumber } from '../../../shared/document-number.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import { readUnitPrice } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { toScaled } from '../../../shared/values/decimal.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { addDays } from '../../../shared/values/time.ts';
import { postJournal, taxRatesOf } from '../../finance/index.ts';
import { BILL_NUMBER_RULE, billEntity } from '../bill.entity.ts';
import { type BillResource, presentBill } from '../bill.resource.ts';
import type { Bill } from '../bill.schema.ts';
import { type BilledLine, billJournal, everythingUnbilled, type MatchedBill, matchBill } from '../decide-bill.ts';
import { billRecorded } from '../events.ts';
import { purchaseOrderEntity } from '../order.entity.ts';
import type { BillInput } from '../order.resource.ts';
import type { PurchaseOrder } from '../order.schema.ts';
import { linesAsked } from '../order-lines.ts';
import { settingsOf } from '../settings.entity.ts';

/**
 * Records a supplier's bill for a purchase order: all that came in and is not billed, or the lines named. A bill that
 * does not match is on hold (B5).
 * @throws Rejection `procurement.order.over_bill`, `unknown_line`, `currency_mismatch`, `due_before_billed`, `in_future`
 * (422); `procurement.order.nothing_to_bill`, `procurement.bill.duplicate_number` (409)
 */
export async function billOrder(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ purchaseOrderId: string }, unknown, BillInput>,
): Promise<BillResource> {
  return commit(context, async (work) => {
    const order = await work.records.need(purchaseOrderEntity, params.purchaseOrderId);
    expectVersion(order, ifMatch);
    const dates = await datesOf(work, order, body);
    const [rates, { billTolerancePercent }] = await Promise.all([taxRatesOf(work), settingsOf(work)]);
    const billed = body.lines === undefined ? everythingUnbilled(order) : billedLines(order, body.lines);
    const matched = matchBill(order, billed, { rates, tolerancePercent: billTolerancePercent });
    const added = new Map(matched.lines.map(({ lineId, quantity }) => [lineId, quantity]));
    const lines = order.lines.map((line) => ({ ...line, billed: line.billed + (added.get(line.lineId) ?? 0) }));
    work.update(purchaseOrderEntity, order, { lines }, 'bill');
    return presentBill(await recordBill(work, order, matched, { ...dates, billNumber: body.billNumber }));
  });
}

const billedLines = (order: PurchaseOrder, lines: NonNullable<BillInput['lines']>): BilledLine[] =>
  linesAsked(
    order,
    lines.map((line) => ({ ...line, quantity: toScaled(line.quantity) })),
  ).map(({ line, quantity, unitPrice }, index) => ({
    line,
    quantity,
    unitPrice:
      unitPrice === undefined ? undefined : readUnitPrice(unitPrice, order.currency, `/lines/${index}/unitPrice`),
  }));

type Dates = { readonly billedOn: string; readonly dueOn: string };

async function datesOf(work: Work, order: PurchaseOrder, body: BillInput): Promise<Dates> {
  const today = await todayOf(work.context);
  const billedOn = body.billedOn ?? today;
  if (billedOn > today) throw rejectField('/billedOn', 'in_future', 'The date of the bill is in the future.');
  const dueOn = body.dueOn ?? addDays(billedOn, order.paymentTermsDays);
  if (dueOn < billedOn) throw rejectField('/dueOn', 'due_before_billed', 'The bill is due before its date.');
  return { billedOn, dueOn };
}

async function recordBill(
  work: Work,
  order: PurchaseOrder,
  matched: MatchedBill,
  { billedOn, dueOn, billNumber }: Dates & { billNumber: string | undefined },
): Promise<Stored<Bill>> {
  const id = work.context.deps.ids.next('bil');
  if (billNumber !== undefined) claimNumber(work, order.vendorId, billNumber, id);
  const number = await nextDocumentNumber(work, 'BILL', billedOn);
  const { id: journalEntryId } = await postJournal(work, {
    on: billedOn,
    source: { kind: 'supplier_bill', id },
    memo: `${number} of ${order.vendorName} for ${order.number}`,
    correlationId: order.correlationId,
    lines: billJournal(matched, order.vendorId),
  });
  const bill = work.create(
    billEntity,
    {
      ...matched,
      id,
      number,
      correlationId: order.correlationId,
      ...(billNumber === undefined ? {} : { billNumber }),
      purchaseOrderId: order.id,
      purchaseOrderNumber: order.number,
      vendorId: order.vendorId,
      vendorName: order.vendorName,
      currency: order.currency,
      billedOn,
      dueOn,
      paidMinor: 0,
      payments: [],
      ...(journalEntryId === undefined ? {} : { journalEntryId }),
    },
    'record',
  );
  work.emit(billRecorded, bill, { ...billFacts(bill), dueOn, matched: matched.mismatches.length === 0 });
  return bill;
}

/** The same bill of the same vendor twice would be paid twice. */
function claimNumber(work: Work, vendorId: string, billNumber: string, id: string): void {
  const text = `A bill with the number "${billNumber}" of this vendor is recorded already.`;
  const taken = rejectField('/billNumber', 'procurement.bill.duplicate_number', text, 'conflict');
  work.claim(BILL_NUMBER_RULE, `${vendorId}#${billNumber}`, id, taken);
}

/** What every event of a bill says of it. */
export const billFacts = ({ id, number, purchaseOrderId, vendorId, totalMinor, currency }: Bill) => ({
  billId: id,
  number,
  purchaseOrderId,
  vendorId,
  total: toMoney(totalMinor, currency),
});
