import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { expectConsistentTerms } from '../decide-vendor-price.ts';
import { vendorPriceUpdated } from '../events.ts';
import { vendorPriceEntity } from '../vendor-price.entity.ts';
import {
  changePriceTerms,
  presentVendorPrice,
  type VendorPriceChange,
  type VendorPriceResource,
} from '../vendor-price.resource.ts';

/**
 * Changes the terms of a price. The index only finds the price's product; the price itself is read consistently and
 * guarded by its version.
 */
export async function updateVendorPrice(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ vendorPriceId: string }, unknown, VendorPriceChange>,
): Promise<VendorPriceResource> {
  const { currency } = await profileOf(context);
  const id = params.vendorPriceId;
  const { records: found } = await context.records.list(vendorPriceEntity, 'byId', [id], { limit: 1 });
  const productId = found[0]?.productId;
  if (productId === undefined) throw notFound(vendorPriceEntity.name);
  return commit(context, async (work) => {
    const before = await work.records.need(vendorPriceEntity, { productId, id });
    expectVersion(before, ifMatch);
    const after = changePriceTerms(before, body, currency);
    expectConsistentTerms(after);
    const changed = work.update(vendorPriceEntity, before, after);
    work.emit(vendorPriceUpdated, changed, { vendorPriceId: id, vendorId: changed.vendorId, sku: changed.sku });
    return presentVendorPrice(changed, currency);
  });
}
