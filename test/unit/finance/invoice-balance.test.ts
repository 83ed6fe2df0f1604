import { describe, expect, it } from 'vitest';
import { decideAllocation } from '../../../domain/finance/commands/allocate-invoice.ts';
import { balanceAt, balanceOf, settle, statusOf } from '../../../domain/finance/invoice.balance.ts';
import type { Invoice, Settlement } from '../../../domain/finance/invoice.schema.ts';
import { newInvoice } from '../../../domain/finance/new-invoice.ts';
import { expectPast, expectRefundable, shareOfPayment } from '../../../domain/finance/payment.decide.ts';
import { bucketOf, buildAgeing } from '../../../domain/finance/queries/ageing.ts';
import { isRejection } from '../../../shared/rejection.ts';
import { orderOf } from '../sales/order-fixture.ts';

const line = {
  lineId: 'line_1',
  productId: 'prd_1',
  sku: 'BIKE',
  name: 'Bicycle',
  kind: 'manufactured' as const,
  unit: 'pc',
  quantity: 1_000_000,
  unitPrice: 100_000_000,
  netMinor: 10_000,
  taxCode: 'standard',
  ratePercent: 19_000_000,
  taxMinor: 1_900,
  creditedQuantity: 0,
  creditedNetMinor: 0,
  creditedTaxMinor: 0,
};
const issued = (depositMinor = 0): Invoice =>
  newInvoice({
    id: 'inv_1',
    number: 'INV-2026-00001',
    order: orderOf(),
    source: { kind: 'shipment', id: 'shp_1' },
    lines: [line],
    issuedOn: '2026-11-01',
    dueOn: '2026-12-01',
    depositMinor,
  });
const settlement = (kind: Settlement['kind'], amountMinor: number, on = '2026-11-10'): Settlement => ({
  kind,
  id: `doc_${kind}`,
  on,
  amountMinor,
});
const after = (...settlements: Settlement[]): Invoice => {
  let invoice = issued();
  for (const next of settlements) invoice = { ...invoice, ...settle(invoice, next).changes };
  return invoice;
};
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'ok';
  } catch (error) {
    return isRejection(error) ? error.code : String(error);
  }
};

describe('an invoice', () => {
  it.each<[status: string, state: string, balance: number, today: string, invoice: Invoice]>([
    ['unpaid', 'open', 11_900, '2026-12-01', issued()],
    ['overdue', 'open', 11_900, '2026-12-02', issued()],
    ['partly_paid', 'open', 6_900, '2026-12-01', after(settlement('payment', 5_000))],
    ['overdue', 'open', 6_900, '2026-12-02', after(settlement('payment', 5_000))],
    ['partly_paid', 'open', 9_900, '2026-12-01', issued(2_000)],
    ['paid', 'paid', 0, '2026-12-02', issued(20_000)],
    ['paid', 'paid', 0, '2026-12-02', after(settlement('payment', 5_000), settlement('payment', 6_900))],
    ['paid', 'paid', 0, '2026-12-02', after(settlement('payment', 5_000), settlement('credit', 6_900))],
    ['credited', 'credited', 0, '2026-12-02', after(settlement('credit', 11_900))],
    ['credited', 'credited', -11_900, '2026-12-02', after(settlement('payment', 11_900), settlement('credit', 11_900))],
    ['paid', 'paid', -1_000, '2026-12-02', after(settlement('payment', 11_900), settlement('credit', 1_000))],
    [
      'paid',
      'paid',
      0,
      '2026-12-02',
      after(settlement('payment', 11_900), settlement('credit', 1_000), settlement('refund', 1_000)),
    ],
  ])('is %s (state %s, balance %d on %s)', (status, state, balance, today, invoice) => {
    expect([statusOf(invoice, today), invoice.state, balanceOf(invoice)]).toEqual([status, state, balance]);
  });

  it('takes of a deposit at most its own total', () => {
    expect(issued(20_000).settlements).toEqual([
      { kind: 'deposit', id: 'inv_1', on: '2026-11-01', amountMinor: 11_900 },
    ]);
  });

  it('is paid off once: by the settlement after which nothing is due', () => {
    expect(settle(issued(), settlement('payment', 11_899)).paysOff).toBe(false);
    expect(settle(issued(), settlement('payment', 11_900)).paysOff).toBe(true);
    expect(settle(after(settlement('payment', 11_900)), settlement('credit', 500)).paysOff).toBe(false);
    expect(settle(issued(), settlement('credit', 11_900)).paysOff).toBe(false);
  });

  it('goods that were credited before may come back without money: nothing is settled and nothing refused', () => {
    const credited = after(settlement('credit', 11_900));
    expect(settle(credited, settlement('credit', 0)).changes).toMatchObject({
      state: 'credited',
      settlements: credited.settlements,
    });
  });

  it('has the balance of any day before, and belongs to the ageing list of its last settlement', () => {
    const paid = after(settlement('payment', 5_000, '2026-11-10'), settlement('payment', 6_900, '2027-01-05'));
    expect(
      ['2026-10-31', '2026-11-01', '2026-11-10', '2027-01-04', '2027-01-05'].map((on) => balanceAt(paid, on)),
    ).toEqual([0, 11_900, 6_900, 6_900, 0]);
    expect([issued().agedIn, paid.agedIn]).toEqual(['open', '2027-01']);
  });
});

describe('the ageing (F9)', () => {
  it.each([
    [-5, 'notDue'],
    [0, 'notDue'],
    [1, 'days1To30'],
    [30, 'days1To30'],
    [31, 'days31To60'],
    [60, 'days31To60'],
    [61, 'days61To90'],
    [90, 'days61To90'],
    [91, 'over90'],
  ])('puts %d days past due into %s', (days, bucket) => {
    expect(bucketOf(days)).toBe(bucket);
  });

  it('sums by account; what is to go back counts below zero', () => {
    const back = {
      ...after(settlement('payment', 11_900), settlement('credit', 1_000)),
      accountId: 'acc_2',
      accountName: 'Z',
    };
    const { accounts, totals } = buildAgeing([issued(), issued(), back], '2026-12-15', 'EUR');
    expect(accounts.map(({ accountId, total }) => [accountId, total.amount])).toEqual([
      ['acc_1', '238.00'],
      ['acc_2', '-10.00'],
    ]);
    expect([totals.days1To30.amount, totals.total.amount]).toEqual(['228.00', '228.00']);
  });
});

describe('money', () => {
  it.each([
    [5_000, 11_900, 5_000, 0],
    [11_900, 11_900, 11_900, 0],
    [12_000, 11_900, 11_900, 100],
    [500, 0, 0, 500],
    [500, -200, 0, 500],
  ])('of %d on a balance of %d clears %d and leaves an advance of %d (F5)', (amount, due, allocated, advance) => {
    expect(shareOfPayment(amount, due)).toEqual({ allocatedMinor: allocated, depositMinor: 0, advanceMinor: advance });
  });

  it.each<[code: string, asked: number | undefined, due: number, ahead: number]>([
    ['ok', undefined, 100, 50],
    ['ok', 50, 100, 50],
    ['exceeds_advance', 51, 100, 50],
    ['exceeds_due', 101, 100, 500],
    ['finance.invoice.nothing_to_allocate', undefined, 0, 50],
    ['finance.invoice.nothing_to_allocate', undefined, 100, 0],
  ])('%s: an advance of %s is asked for, %d due, %d paid ahead', (code, asked, due, ahead) => {
    expect(codeOf(() => decideAllocation(asked, due, ahead))).toBe(code);
  });

  it('goes back only as far as it was paid beyond what is due, and moves on no day to come', () => {
    expect(codeOf(() => expectRefundable(100, 100))).toBe('ok');
    expect(codeOf(() => expectRefundable(101, 100))).toBe('finance.refund.exceeds_refundable');
    expect(codeOf(() => expectPast('2026-11-24', '2026-11-24', '/paidOn'))).toBe('ok');
    expect(codeOf(() => expectPast('2026-11-25', '2026-11-24', '/paidOn'))).toBe('in_the_future');
  });
});
