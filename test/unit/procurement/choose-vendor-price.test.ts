import { describe, expect, it } from 'vitest';
import { choosePrice } from '../../../domain/procurement/choose-vendor-price.ts';
import type { VendorPrice } from '../../../domain/procurement/vendor-price.schema.ts';
import { SCALE } from '../../../shared/values/decimal.ts';
import { units } from './fixtures.ts';

const TODAY = '2026-05-01';
type Terms = Partial<VendorPrice> & { active?: boolean; preferred?: boolean };
const offer = (vendorId: string, price: number, terms: Terms = {}) => {
  const { active = true, preferred = false, ...fields } = terms;
  return {
    vendor: { id: vendorId, name: vendorId, active, preferred, currency: 'EUR' },
    price: {
      id: `vpr_${vendorId}_${fields.validFrom ?? ''}`,
      vendorId,
      productId: 'prd',
      sku: 'TUBE',
      price: units(price),
      orderUnitFactor: SCALE,
      leadDays: 10,
      ...fields,
    },
  };
};
const chosen = (...offers: ReturnType<typeof offer>[]) => choosePrice(offers, TODAY)?.vendorId;

describe('the vendor to buy from', () => {
  it.each([
    ['asks least', [offer('a', 5), offer('b', 4)], 'b'],
    [
      'asks least for a stock unit, not for a carton',
      [offer('a', 5), offer('b', 36, { orderUnitFactor: units(12) })],
      'b',
    ],
    ['delivers sooner at one price', [offer('a', 5), offer('b', 5, { leadDays: 3 })], 'b'],
    ['is preferred at one price and time', [offer('a', 5), offer('b', 5, { preferred: true })], 'b'],
    ['is not inactive', [offer('a', 5), offer('b', 4, { active: false })], 'a'],
    ['asks today, not from tomorrow', [offer('a', 5), offer('b', 4, { validFrom: '2026-05-02' })], 'a'],
    ['asks today, not until yesterday', [offer('a', 5), offer('b', 4, { validTo: '2026-04-30' })], 'a'],
    ['asks until today', [offer('a', 5), offer('b', 4, { validTo: TODAY })], 'b'],
    ['is the same one in whatever order they are read', [offer('b', 5), offer('a', 5)], 'a'],
  ])('%s', (_, offers, expected) => {
    expect(chosen(...offers)).toBe(expected);
  });

  it('is nobody where nobody sells it', () => {
    expect(chosen()).toBeUndefined();
    expect(chosen(offer('a', 5, { active: false }))).toBeUndefined();
  });

  it('asks its newest price, though the old one was lower', () => {
    const [old, dearer] = [offer('a', 4, { validFrom: '2025-01-01' }), offer('a', 6, { validFrom: '2026-01-01' })];
    expect(choosePrice([dearer, old], TODAY)?.unitPrice).toBe(units(6));
    expect(chosen(old, dearer, offer('b', 5))).toBe('b');
  });

  it('gives price and order quantities in stock units', () => {
    const terms = { orderUnitFactor: units(12), minimumQuantity: units(2), maximumQuantity: units(5) };
    expect(choosePrice([offer('a', 10, terms)], TODAY)).toMatchObject({
      unitPrice: 833_333,
      orderUnitPrice: units(10),
      minimum: units(24),
      maximum: units(60),
      // Whole cartons, where the vendor sets no multiple.
      multiple: units(12),
    });
  });
});
