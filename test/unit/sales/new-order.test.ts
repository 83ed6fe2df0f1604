import { describe, expect, it } from 'vitest';
import { startingRates } from '../../../domain/finance/tax.ts';
import { type NewOrderFacts, newOrder } from '../../../domain/sales/new-order.ts';
import { orderIdFor } from '../../../domain/sales/order.entity.ts';
import { progressOf } from '../../../domain/sales/order.progress.ts';
import { lineOf, orderOf, q } from './order-fixture.ts';

const eur = (amount: string) => ({ amount, currency: 'EUR' });
const product: NewOrderFacts['products'] extends ReadonlyMap<string, infer Product> ? Product : never = {
  id: 'prd_1',
  sku: 'BIKE',
  name: 'Bicycle',
  kind: 'manufactured',
  unit: 'pc',
  wholeUnits: true,
  listPrice: q('100'),
  standardCost: q('60'),
  taxCode: 'standard',
  valuationMethod: 'average',
  supplyPolicy: 'to_stock',
  leadDays: 0,
  safetyStock: 0,
  reorderPoint: 0,
  saleable: true,
  active: true,
};
const account: NewOrderFacts['account'] = {
  id: 'acc_1',
  name: 'Velo GmbH',
  creditLimitMinor: null,
  paymentTermsDays: 14,
  taxTreatment: 'domestic',
  shippingPolicy: 'partial',
  invoicingPolicy: 'dispatched',
  figures: { lifetimeValueMinor: 0, realisedMarginMinor: 0, ordersCount: 0 },
};
const facts = (changes: Partial<NewOrderFacts> = {}): NewOrderFacts => ({
  id: 'ord_1',
  number: 'SO-2026-00001',
  correlationId: 'cor_1',
  won: {
    opportunityId: 'opp_1',
    accountId: 'acc_1',
    name: 'Bicycles',
    winNumber: 1,
    currency: 'EUR',
    lines: [{ lineId: 'line_1', productId: 'prd_1', sku: 'BIKE', quantity: '3', unitPrice: eur('33.335') }],
    quotedAmount: eur('100.01'),
  },
  account,
  products: new Map([['prd_1', product]]),
  rates: startingRates('DE'),
  placedOn: '2026-11-24',
  exposureMinor: 0,
  ...changes,
});

describe('the order of a win', () => {
  it('fixes price and tax per line, rounded half away from zero, and totals them', () => {
    // 3 × 33.335 = 100.005 → 100.01; 19 % of 100.01 = 19.0019 → 19.00
    expect(newOrder(facts())).toMatchObject({
      netMinor: 10_001,
      taxMinor: 1_900,
      totalMinor: 11_901,
      requiredOn: '2026-11-24',
      paymentTermsDays: 14,
      lines: [{ netMinor: 10_001, taxMinor: 1_900, ratePercent: q('19'), quantity: q('3'), unitPrice: q('33.335') }],
    });
  });

  it.each([
    ['export', 'Tax-free export.'],
    ['reverse_charge', 'Reverse charge: the recipient is liable for the tax.'],
  ] as const)('charges no tax on %s and says why', (taxTreatment, legend) => {
    const order = newOrder(facts({ account: { ...account, taxTreatment } }));
    expect(order).toMatchObject({ taxMinor: 0, totalMinor: 10_001, lines: [{ ratePercent: 0, legend }] });
  });

  it.each<[state: string, limit: number | null, exposure: number]>([
    ['confirmed', null, 1_000_000],
    ['confirmed', 11_901, 0],
    ['held', 11_900, 0],
    ['confirmed', 20_000, 8_099],
    ['held', 20_000, 8_100],
    ['held', 0, 0],
  ])('is %s with a limit of %s and %d exposed (O5)', (state, creditLimitMinor, exposureMinor) => {
    const order = newOrder(facts({ account: { ...account, creditLimitMinor }, exposureMinor }));
    expect(order.state).toBe(state);
    expect(order.holdReason).toBe(state === 'held' ? 'credit_limit' : undefined);
  });

  it('an order of no money is never held', () => {
    const won = { ...facts().won, lines: facts().won.lines.map((line) => ({ ...line, unitPrice: eur('0') })) };
    expect(newOrder(facts({ won, account: { ...account, creditLimitMinor: 0 } })).state).toBe('confirmed');
  });

  it('refuses a line whose product is gone', () => {
    expect(() => newOrder(facts({ products: new Map() }))).toThrow(
      expect.objectContaining({ code: 'catalog.product.not_found' }),
    );
  });

  it('has an id that follows from opportunity and win: the same again, another after a reopening (L10)', () => {
    const opportunity = 'opp_01k9zj7m3b8x0g4c5d6e7f8g9h';
    expect(orderIdFor('ten_1', opportunity, 1)).toBe(orderIdFor('ten_1', opportunity, 1));
    expect(orderIdFor('ten_1', opportunity, 2)).not.toBe(orderIdFor('ten_1', opportunity, 1));
    expect(orderIdFor('ten_2', opportunity, 1)).not.toBe(orderIdFor('ten_1', opportunity, 1));
    expect(orderIdFor('ten_1', opportunity, 1)).toMatch(/^ord_[0-9a-hjkmnp-tv-z]{26}$/);
  });
});

describe('the figures of progress', () => {
  it('are whole percent by value, and 100 only where it is all', () => {
    const lines = [
      lineOf({ delivered: q('9.999'), billed: q('5'), supply: 'short', short: q('4') }),
      lineOf({ lineId: 'line_2', kind: 'service', quantity: q('1'), netMinor: 0, taxMinor: 0 }),
    ];
    expect(progressOf(orderOf({ lines, allocatedMinor: 59_500 }))).toEqual({
      reserved: 60,
      produced: 0,
      delivered: 99,
      billed: 49,
      paid: 50,
    });
  });
  it('is 100 for parts that the order does not have', () => {
    const lines = [lineOf({ kind: 'service', delivered: q('10'), billed: q('10') })];
    expect(progressOf(orderOf({ lines }))).toMatchObject({ reserved: 100, produced: 100, delivered: 100, billed: 100 });
  });
});
