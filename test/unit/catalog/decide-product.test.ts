import { describe, expect, it } from 'vitest';
import { decideNewProduct, decideProductChange, needsEmptyStock } from '../../../domain/catalog/decide-product.ts';
import { type ProductFields, ProductInput, readProductFields, Sku } from '../../../domain/catalog/product.resource.ts';
import { GIVEN_UNITS } from '../../../domain/catalog/units.ts';
import { Rejection } from '../../../shared/rejection.ts';

const each = { code: 'EA', wholeNumber: true };
const kilogram = { code: 'KG', wholeNumber: false };
const bell = decideNewProduct('prd', { sku: 'BELL', name: 'Bell', kind: 'purchased' }, { unit: each });

const refusalOf = (run: () => unknown): string => {
  try {
    run();
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    const [field] = error.details.errors ?? [];
    return field === undefined ? error.code : `${field.pointer} ${field.code}`;
  }
};

describe('a new product', () => {
  it('has the defaults of what is not said', () => {
    expect(bell).toEqual({
      id: 'prd',
      sku: 'BELL',
      name: 'Bell',
      kind: 'purchased',
      unit: 'EA',
      wholeUnits: true,
      listPrice: 0,
      standardCost: 0,
      taxCode: 'standard',
      valuationMethod: 'average',
      supplyPolicy: 'to_stock',
      leadDays: 0,
      safetyStock: 0,
      reorderPoint: 0,
      saleable: true,
      active: true,
    });
  });

  it.each([
    ['whole safety stock in EA', each, { safetyStock: 5_000_000 }, 'accepted'],
    ['S12: half a piece', each, { safetyStock: 500_000 }, '/safetyStock whole_number'],
    ['S12: half a piece to reorder at', each, { reorderPoint: 1_500_000 }, '/reorderPoint whole_number'],
    ['half a kilogram', kilogram, { safetyStock: 500_000 }, 'accepted'],
  ])('%s', (_, unit, fields, expected) => {
    const run = () => decideNewProduct('prd', { sku: 'A', name: 'A', kind: 'purchased', ...fields }, { unit });
    expect(refusalOf(run)).toBe(expected);
  });

  it('is priced in the tenant’s currency', () => {
    const price = { listPrice: { amount: '1.00', currency: 'USD' } };
    expect(refusalOf(() => readProductFields(price, 'EUR'))).toBe('/listPrice/currency currency_mismatch');
  });
});

describe('a change', () => {
  it.each<[string, ProductFields, string]>([
    ['name', { name: 'Loud bell' }, 'changed'],
    ['the same name', { name: 'Bell' }, 'unchanged'],
    ['made instead of bought', { kind: 'manufactured' }, 'changed'],
    ['a service instead of goods', { kind: 'service' }, 'catalog.product.kind_fixed'],
    ['another unit', { unit: 'KG' }, 'catalog.product.unit_fixed'],
    ['the same unit', { unit: 'EA' }, 'unchanged'],
    ['half a piece of safety stock', { safetyStock: 500_000 }, '/safetyStock whole_number'],
    ['an external id is taken away', { externalId: undefined }, 'unchanged'],
  ])('%s', (_, changes, expected) => {
    let result = '';
    const refusal = refusalOf(() => {
      result = decideProductChange(bell, changes).changed ? 'changed' : 'unchanged';
    });
    expect(refusal === 'accepted' ? result : refusal).toBe(expected);
  });

  it('of the valuation method alone needs to know the stock', () => {
    expect(needsEmptyStock(bell, { valuationMethod: 'fifo' })).toBe(true);
    expect(needsEmptyStock(bell, { valuationMethod: 'average' })).toBe(false);
    expect(needsEmptyStock(bell, { name: 'x' })).toBe(false);
  });
});

describe('input', () => {
  it.each([
    ['A', true],
    ['BK-R93R-62', true],
    ['Größe 42 / rot', true],
    ['a'.repeat(64), true],
    ['', false],
    [' A', false],
    ['A ', false],
    ['A\tB', false],
    ['a'.repeat(65), false],
  ])('SKU %j is %s', (sku, valid) => {
    expect(Sku.safeParse(sku).success).toBe(valid);
  });

  it.each([
    ['unknown field', { colour: 'red' }],
    ['negative price', { listPrice: { amount: '-1.00', currency: 'EUR' } }],
    ['price of ten digits', { listPrice: { amount: '1234567890.00', currency: 'EUR' } }],
    ['lead time of a fraction', { leadDays: 1.5 }],
    ['over-long name', { name: 'x'.repeat(201) }],
    ['blank name', { name: '   ' }],
    ['safety stock as a number', { safetyStock: 5 }],
    ['kind of another world', { kind: 'virtual' }],
  ])('refuses %s', (_, extra) => {
    expect(ProductInput.safeParse({ sku: 'A', name: 'A', kind: 'purchased', ...extra }).success).toBe(false);
  });

  it('knows each given unit once', () => {
    expect(new Set(GIVEN_UNITS.map(({ code }) => code)).size).toBe(GIVEN_UNITS.length);
  });
});
