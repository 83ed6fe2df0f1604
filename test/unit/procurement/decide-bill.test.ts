import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bill } from '../../../domain/procurement/bill.schema.ts';
import { type BilledLine, billJournal, decidePayment, matchBill } from '../../../domain/procurement/decide-bill.ts';
import { amountBetween } from '../../../domain/procurement/order.progress.ts';
import type { PurchaseOrderLine } from '../../../domain/procurement/order.schema.ts';
import { line, order, refusalOf, units } from './fixtures.ts';

const rates = { standard: units(19), reduced: units(7), zero: 0, exempt: 0 };
const match = (billedLine: PurchaseOrderLine, quantity: number, unitPrice?: number, tolerancePercent = 0) => {
  const billed: BilledLine[] = [
    { line: billedLine, quantity: units(quantity), unitPrice: unitPrice === undefined ? undefined : units(unitPrice) },
  ];
  return matchBill(order([billedLine]), billed, { rates, tolerancePercent });
};
const received = line({ received: units(10) });

describe('the three-way match of a bill (B5)', () => {
  it.each([
    ['order, receipt and bill agree', received, 10, 5, 0, 'open', []],
    ['the bill names no price', received, 10, undefined, 0, 'open', []],
    ['the bill is cheaper', received, 10, 4, 0, 'open', []],
    ['the price is higher', received, 10, 5.5, 0, 'on_hold', ['price']],
    ['the price is higher within the tolerance', received, 10, 5.5, 10, 'open', []],
    ['more is billed than came in', line({ received: units(6) }), 10, 5, 0, 'on_hold', ['quantity']],
    ['both', line({ received: units(6) }), 10, 6, 0, 'on_hold', ['price', 'quantity']],
  ])('%s', (_, billedLine, quantity, unitPrice, tolerance, state, kinds) => {
    const matched = match(billedLine, quantity, unitPrice, tolerance);
    expect(matched.state).toBe(state);
    expect(matched.mismatches.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('refuses more than was ordered, with the exact excess (B4)', () => {
    expect(refusalOf(() => match(received, 11))).toBe('procurement.order.over_bill /lines/0/quantity');
    expect(() => match(received, 11)).toThrow('1 more of "TUBE"');
  });

  it('refuses a bill of a cancelled order', () => {
    const cancelled = order([received], { state: 'cancelled' });
    const billed = [{ line: received, quantity: units(1), unitPrice: undefined }];
    expect(refusalOf(() => matchBill(cancelled, billed, { rates, tolerancePercent: 0 }))).toBe(
      'procurement.order.illegal_transition',
    );
  });
});

describe('the journal of a bill (I2)', () => {
  it('clears what was received at the order’s price and keeps the difference apart', () => {
    expect(billJournal(match(received, 10, 5.5), 'ven')).toEqual([
      { role: 'received_not_invoiced', debitMinor: 5_000 },
      { role: 'input_tax', debitMinor: 1_045 },
      { role: 'purchase_price_variance', debitMinor: 500 },
      { role: 'payable', creditMinor: 6_545, partyId: 'ven' },
    ]);
  });

  it('credits the variance where the bill is cheaper', () => {
    const variance = billJournal(match(received, 10, 4), 'ven').find(({ role }) => role === 'purchase_price_variance');
    expect(variance).toEqual({ role: 'purchase_price_variance', creditMinor: 1_000 });
  });

  it('balances, and its parts clear exactly what the receipts booked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99_999_999 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
        (orderUnitPrice, parts, unitPrice) => {
          const total = units(parts.reduce((sum, part) => sum + part, 0));
          let billedLine = line({ orderUnitPrice, unitPrice: orderUnitPrice, quantity: total, received: total });
          let cleared = 0;
          for (const part of parts) {
            const matched = match(billedLine, part, unitPrice);
            const sides = billJournal(matched, 'ven').map((entry) =>
              'debitMinor' in entry ? entry.debitMinor : -entry.creditMinor,
            );
            expect(sides.reduce((sum, side) => sum + side, 0)).toBe(0);
            cleared += matched.lines.reduce((sum, { orderedMinor }) => sum + orderedMinor, 0);
            billedLine = { ...billedLine, billed: billedLine.billed + units(part) };
          }
          expect(cleared).toBe(amountBetween(billedLine, 0, total, 'EUR'));
        },
      ),
    );
  });
});

describe('a payment', () => {
  const bill = (fields: Partial<Bill>): Bill => ({
    ...match(received, 10),
    id: 'bil',
    number: 'BILL-2026-00001',
    correlationId: 'loop',
    purchaseOrderId: 'puo',
    purchaseOrderNumber: 'PO-2026-00001',
    vendorId: 'ven',
    vendorName: 'Litware',
    currency: 'EUR',
    billedOn: '2026-05-12',
    dueOn: '2026-06-11',
    paidMinor: 0,
    payments: [],
    ...fields,
  });

  it.each([
    ['of all that is due pays the bill', {}, 5_950, 'paid'],
    ['of a part leaves it open', {}, 1_000, 'open'],
    ['of the rest pays it', { paidMinor: 1_000 }, 4_950, 'paid'],
    ['of more than is due is refused', { paidMinor: 1_000 }, 4_951, 'procurement.bill.over_payment /amount/amount'],
    ['of a bill on hold is refused', { state: 'on_hold' }, 5_950, 'procurement.bill.illegal_transition'],
    ['of a paid bill is refused', { state: 'paid', paidMinor: 5_950 }, 1, 'procurement.bill.illegal_transition'],
  ])('%s', (_, fields, amount, expected) => {
    let state = '';
    const refusal = refusalOf(() => {
      state = decidePayment(bill(fields), amount, String);
    });
    expect(refusal === 'allowed' ? state : refusal).toBe(expected);
  });
});
