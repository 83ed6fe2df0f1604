import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { productsBySku } from '../../catalog/index.ts';
import { duplicatePrice, expectConsistentTerms, expectPurchasable, vendorPriceIdOf } from '../decide-vendor-price.ts';
import { vendorPriceCreated } from '../events.ts';
import { vendorEntity } from '../vendor.entity.ts';
import { vendorPriceEntity } from '../vendor-price.entity.ts';
import {
  presentVendorPrice,
  readPriceTerms,
  type VendorPriceInput,
  type VendorPriceResource,
} from '../vendor-price.resource.ts';

/**
 * Adds what a vendor asks for a product from a day on; it replaces the vendor's older prices of the product from then.
 * @throws Rejection `unknown_vendor`, `unknown_sku`, `not_purchasable`, `currency_mismatch` (422);
 * `procurement.vendor_price.duplicate` (409)
 */
export async function createVendorPrice(
  context: Context,
  { body }: RouteInput<unknown, unknown, VendorPriceInput>,
): Promise<VendorPriceResource> {
  const { currency } = await profileOf(context);
  const terms = readPriceTerms(body, currency);
  expectConsistentTerms(terms);
  return commit(context, async (work) => {
    const [vendor, products] = await Promise.all([
      work.records.get(vendorEntity, body.vendorId),
      productsBySku(work.context, [body.sku]),
    ]);
    if (vendor === undefined) throw rejectField('/vendorId', 'unknown_vendor', 'No vendor has this id.');
    const product = products.get(body.sku);
    if (product === undefined) throw rejectField('/sku', 'unknown_sku', `No product has the SKU "${body.sku}".`);
    expectPurchasable(product, '/sku');
    const key = { vendorId: vendor.id, productId: product.id, validFrom: terms.validFrom };
    const id = vendorPriceIdOf(context.tenantId, key);
    const known = await work.records.get(vendorPriceEntity, { productId: product.id, id });
    if (known !== undefined) throw duplicatePrice();
    const created = work.create(vendorPriceEntity, {
      ...terms,
      id,
      vendorId: vendor.id,
      productId: product.id,
      sku: product.sku,
    });
    work.emit(vendorPriceCreated, created, { vendorPriceId: id, vendorId: vendor.id, sku: product.sku });
    return presentVendorPrice(created, currency);
  });
}
