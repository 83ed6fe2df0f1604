/** The rules of a vendor's price, without reads or writes. */
import { reject, rejectField } from '../../shared/rejection.ts';
import { derivedId } from '../../shared/values/ids.ts';
import type { VendorPriceTerms } from './vendor-price.resource.ts';

/** One price of a vendor for a product begins on one day: the id follows from the three, so that a price is never doubled. */
export const vendorPriceIdOf = (
  tenantId: string,
  { vendorId, productId, validFrom }: { vendorId: string; productId: string; validFrom?: string | undefined },
): string => derivedId('vpr', tenantId, vendorId, productId, validFrom ?? '');

/** @throws Rejection `ends_before_start`, `maximum_below_minimum` with the pointer of the field */
export function expectConsistentTerms(terms: VendorPriceTerms): void {
  const { validFrom, validTo, minimumQuantity, maximumQuantity } = terms;
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom) {
    throw rejectField('/validTo', 'ends_before_start', 'The last day of validity is before the first.');
  }
  if (minimumQuantity !== undefined && maximumQuantity !== undefined && maximumQuantity < minimumQuantity) {
    throw rejectField('/maximumQuantity', 'maximum_below_minimum', 'The maximum is below the minimum.');
  }
}

/** @throws Rejection `not_purchasable`: a service is not stocked, so no requisition would ever buy it */
export function expectPurchasable(product: { readonly kind: string; readonly sku: string }, pointer: string): void {
  if (product.kind !== 'service') return;
  throw rejectField(pointer, 'not_purchasable', `"${product.sku}" is a service and is not kept in stock.`);
}

export const duplicatePrice = () =>
  reject(
    'conflict',
    'procurement.vendor_price.duplicate',
    'The vendor already has a price for this product from that day on; change that one.',
  );
