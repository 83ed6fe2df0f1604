/** The rules of a product, without reads or writes. */
import { reject, rejectField } from '../../shared/rejection.ts';
import { isWhole } from '../../shared/values/decimal.ts';
import type { ProductFields } from './product.resource.ts';
import type { Product } from './product.schema.ts';

export type ProductFacts = {
  /** The unit that the product would have. */
  readonly unit: { readonly code: string; readonly wholeNumber: boolean };
};

const DEFAULTS = {
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
} as const;

export type NewProductFields = ProductFields & Pick<Product, 'sku' | 'name' | 'kind'>;

/** A new product with the defaults of what is not said. @throws Rejection `whole_number` */
export function decideNewProduct(id: string, fields: NewProductFields, facts: ProductFacts): Product {
  const { code: unit, wholeNumber: wholeUnits } = facts.unit;
  return expectConsistent({ ...DEFAULTS, ...fields, id, unit, wholeUnits });
}

/** The product with the fields that change, and whether anything does. @throws Rejection as `expectChangeAllowed` */
export function decideProductChange(before: Product, changes: ProductFields): { after: Product; changed: boolean } {
  expectChangeAllowed(before, changes);
  const after = expectConsistent({ ...before, ...changes });
  const changed = Object.keys(changes).some((name) => after[name as keyof Product] !== before[name as keyof Product]);
  return { after, changed };
}

/** True where the change needs to know that there is no stock (the valuation method of a product with stock stays). */
export const needsEmptyStock = (before: Product, changes: ProductFields): boolean =>
  changes.valuationMethod !== undefined && changes.valuationMethod !== before.valuationMethod;

/**
 * @throws Rejection `catalog.product.unit_fixed`, `catalog.product.kind_fixed` (409): stock, prices and bills of
 * material count in the unit, and a service is never stocked; made and bought may change places
 */
function expectChangeAllowed(before: Product, changes: ProductFields): void {
  if (changes.unit !== undefined && changes.unit !== before.unit) {
    throw reject('conflict', 'catalog.product.unit_fixed', 'The unit of a product cannot change; make a new product.');
  }
  const kind = changes.kind ?? before.kind;
  if (kind !== before.kind && (kind === 'service' || before.kind === 'service')) {
    throw reject(
      'conflict',
      'catalog.product.kind_fixed',
      'A service cannot become a stocked product, nor the other way round; make a new product.',
    );
  }
}

function expectConsistent(product: Product): Product {
  if (!product.wholeUnits) return product;
  for (const name of ['safetyStock', 'reorderPoint'] as const) {
    if (isWhole(product[name])) continue;
    throw rejectField(`/${name}`, 'whole_number', `Quantities in ${product.unit} must be whole numbers.`);
  }
  return product;
}

export const hasStock = () =>
  reject(
    'conflict',
    'catalog.product.has_stock',
    'The valuation method of a product cannot change while it has stock.',
  );
