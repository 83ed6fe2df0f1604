/** The rules of supplier bills, without reads or writes. Quantities and prices scaled, money minor units. */
import { reject } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import { fromScaled, mulDiv } from '../../shared/values/decimal.ts';
import { extend } from '../../shared/values/money.ts';
import { type JournalLine, signedLine, type TaxRates, taxOn } from '../finance/index.ts';
import type { Bill, BillLine, Mismatch } from './bill.schema.ts';
import { billStates } from './bill.states.ts';
import { amountBetween, unbilledOf } from './order.progress.ts';
import type { PurchaseOrder, PurchaseOrderLine } from './order.schema.ts';
import { purchaseOrderStates } from './order.states.ts';

export type BilledLine = {
  readonly line: PurchaseOrderLine;
  readonly quantity: number;
  /** The bill's own price; the order's where undefined. */
  readonly unitPrice: number | undefined;
};

/** Everything that came in and is not billed, at the order's prices. @throws Rejection `procurement.order.nothing_to_bill` */
export function everythingUnbilled({ lines }: PurchaseOrder): BilledLine[] {
  const unbilled = lines.filter((line) => unbilledOf(line) > 0);
  if (unbilled.length === 0) {
    throw reject('conflict', 'procurement.order.nothing_to_bill', 'Nothing has come in that is not billed yet.');
  }
  return unbilled.map((line) => ({ line, quantity: unbilledOf(line), unitPrice: undefined }));
}

export type MatchedBill = Pick<
  Bill,
  'state' | 'lines' | 'mismatches' | 'netMinor' | 'taxCode' | 'ratePercent' | 'taxMinor' | 'totalMinor'
>;

/**
 * Matches a bill with order and receipt (B5): a price above the order's, or a quantity above what came in, beyond the
 * tolerance holds it. It is recorded all the same: the claim exists, and only its payment waits.
 * @throws Rejection `procurement.order.over_bill` (422) with the exact excess where more is billed than was ordered (B4)
 */
export function matchBill(
  order: PurchaseOrder,
  billed: readonly BilledLine[],
  facts: { readonly rates: TaxRates; readonly tolerancePercent: number },
): MatchedBill {
  transition(purchaseOrderStates, 'bill', order.state);
  for (const [index, entry] of billed.entries()) expectNotOverBilled(entry, facts.tolerancePercent, index);
  const lines = billed.map((entry) => billLineOf(order, entry));
  const mismatches = billed.flatMap((entry) => mismatchesOf(entry, facts.tolerancePercent));
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0);
  const { taxCode, ratePercent, taxMinor } = taxOn(
    facts.rates,
    { taxCode: order.taxCode, treatment: 'domestic' },
    netMinor,
  );
  return {
    state: mismatches.length === 0 ? 'open' : 'on_hold',
    lines,
    mismatches,
    netMinor,
    taxCode,
    ratePercent,
    taxMinor,
    totalMinor: netMinor + taxMinor,
  };
}

const tolerated = (value: number, tolerancePercent: number): number => value + mulDiv(value, tolerancePercent, 100);

function expectNotOverBilled({ line, quantity }: BilledLine, tolerancePercent: number, index: number): void {
  const most = Math.max(line.received, tolerated(line.quantity - line.givenUp, tolerancePercent));
  const excess = line.billed + quantity - most;
  if (excess <= 0) return;
  const message = `${fromScaled(excess)} more of "${line.sku}" than was ordered and is not billed yet.`;
  throw reject('invalid', 'procurement.order.over_bill', message, {
    errors: [{ pointer: `/lines/${index}/quantity`, code: 'over_bill', message }],
    facts: { sku: line.sku, excess: fromScaled(excess) },
  });
}

function billLineOf({ currency }: PurchaseOrder, { line, quantity, unitPrice }: BilledLine): BillLine {
  const orderedMinor = amountBetween(line, line.billed, line.billed + quantity, currency);
  return {
    lineId: line.lineId,
    productId: line.productId,
    sku: line.sku,
    quantity,
    unitPrice: unitPrice ?? line.unitPrice,
    netMinor: unitPrice === undefined ? orderedMinor : extend(quantity, unitPrice, currency),
    orderedMinor,
  };
}

function mismatchesOf({ line, quantity, unitPrice }: BilledLine, tolerancePercent: number): Mismatch[] {
  const { lineId, sku } = line;
  const found: Mismatch[] = [];
  if (unitPrice !== undefined && unitPrice > tolerated(line.unitPrice, tolerancePercent)) {
    found.push({ lineId, sku, kind: 'price', expected: line.unitPrice, billed: unitPrice });
  }
  if (line.billed + quantity > tolerated(line.received, tolerancePercent)) {
    found.push({ lineId, sku, kind: 'quantity', expected: unbilledOf(line), billed: quantity });
  }
  return found;
}

/**
 * The journal of a bill: what was received and not invoiced is cleared at the order's price, input tax claimed, the
 * difference of price kept apart, the vendor owed.
 */
export function billJournal({ lines, netMinor, taxMinor, totalMinor }: MatchedBill, vendorId: string): JournalLine[] {
  const orderedMinor = lines.reduce((sum, line) => sum + line.orderedMinor, 0);
  return [
    signedLine('received_not_invoiced', 'debit', orderedMinor),
    signedLine('input_tax', 'debit', taxMinor),
    signedLine('purchase_price_variance', 'debit', netMinor - orderedMinor),
    { ...signedLine('payable', 'credit', totalMinor), partyId: vendorId },
  ];
}

/** What is still due on a bill. */
export const dueOf = ({ totalMinor, paidMinor }: Pick<Bill, 'totalMinor' | 'paidMinor'>): number =>
  totalMinor - paidMinor;

/**
 * The bill's state after a payment: paid once nothing is due.
 * @throws Rejection `procurement.bill.illegal_transition` (409) where it is held or paid; `procurement.bill.over_payment`
 * (422) with what is due
 */
export function decidePayment(bill: Bill, amountMinor: number, describe: (minor: number) => string): string {
  const paid = transition(billStates, 'pay', bill.state);
  const due = dueOf(bill);
  if (amountMinor > due) {
    const message = `Only ${describe(due)} is due on this bill.`;
    throw reject('invalid', 'procurement.bill.over_payment', message, {
      errors: [{ pointer: '/amount/amount', code: 'over_payment', message }],
    });
  }
  return amountMinor === due ? paid : bill.state;
}
