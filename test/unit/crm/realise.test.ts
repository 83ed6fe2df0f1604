import { describe, expect, it } from 'vitest';
import { hasCounted } from '../../../domain/crm/correct-figures.ts';
import { accountFiguresWith, realisedOf } from '../../../domain/crm/realise.ts';

const order = (credited = 0, returned = 0, costMinor = 600) => ({
  id: 'ord',
  placedOn: '2026-03-01',
  lines: [
    { lineId: 'l1', delivered: 2_000_000, returned, billedNetMinor: 1_980, creditedNetMinor: credited, costMinor },
  ],
});
const deal = {
  currency: 'EUR',
  lines: [
    {
      lineId: 'l1',
      productId: 'prd',
      sku: 'BELL',
      name: 'Bell',
      quantity: 2_000_000,
      unitPrice: 9_900_000,
      netMinor: 1_980,
      quotedUnitCost: 3_000_000,
    },
  ],
};
const none = { lifetimeValueMinor: 0, realisedMarginMinor: 0, ordersCount: 0 };
const AT = '2026-03-02T10:00:00.000Z';

describe('the figures of an account', () => {
  it('take in a settled order once, and a correction as the difference', () => {
    const first = realisedOf(deal, order(), AT);
    const settled = accountFiguresWith(none, undefined, first, '2026-03-01');
    expect(settled).toEqual({
      lifetimeValueMinor: 1_980,
      realisedMarginMinor: 1_380,
      ordersCount: 1,
      lastPurchaseOn: '2026-03-01',
    });
    const corrected = realisedOf(deal, order(990, 1_000_000, 300), AT);
    const after = accountFiguresWith(settled, first, corrected, '2026-03-01');
    expect(after).toEqual({
      lifetimeValueMinor: 990,
      realisedMarginMinor: 690,
      ordersCount: 1,
      lastPurchaseOn: '2026-03-01',
    });
    expect(accountFiguresWith(after, corrected, corrected, '2026-03-01')).toEqual(after);
  });

  it('keep the later purchase, whichever order is settled first', () => {
    const realised = realisedOf(deal, order(), AT);
    const figures = accountFiguresWith({ ...none, lastPurchaseOn: '2026-03-09' }, undefined, realised, '2026-03-01');
    expect(figures.lastPurchaseOn).toBe('2026-03-09');
  });
});

describe('an order is ready to be read once sales has counted all that was told here', () => {
  it.each([
    ['nothing told', order(), { credits: {}, returns: {} }, true],
    ['a credit note that sales knows', order(990), { credits: { 'CN-1': 990 }, returns: {} }, true],
    ['a credit note that sales does not know yet', order(), { credits: { 'CN-1': 990 }, returns: {} }, false],
    ['one of two credit notes known', order(500), { credits: { 'CN-1': 990 }, returns: {} }, false],
    ['sales is ahead', order(990, 1_000_000), { credits: { 'CN-1': 500 }, returns: {} }, true],
    [
      'a return that sales does not know yet',
      order(990),
      { credits: { 'CN-1': 990 }, returns: { 'RT-1': 1_000_000 } },
      false,
    ],
  ])('%s', (_, found, told, expected) => {
    expect(hasCounted(found, told)).toBe(expected);
  });
});
