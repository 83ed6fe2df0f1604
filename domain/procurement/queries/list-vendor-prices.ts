import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { productsBySku } from '../../catalog/index.ts';
import type { VendorPriceListQuery } from '../list.resource.ts';
import { vendorPriceEntity } from '../vendor-price.entity.ts';
import { presentVendorPrice, type VendorPriceResource } from '../vendor-price.resource.ts';
import type { VendorPrice } from '../vendor-price.schema.ts';

/** Prices of a product are read consistently and whole; other lists by page. */
export async function listVendorPrices(
  context: Context,
  { query }: RouteInput<unknown, VendorPriceListQuery>,
): Promise<Page<VendorPriceResource>> {
  const { currency } = await profileOf(context);
  const present = (record: Stored<VendorPrice>) => presentVendorPrice(record, currency);
  const { vendorId, sku } = query;
  if (sku !== undefined) {
    const product = (await productsBySku(context, [sku])).get(sku);
    const prices =
      product === undefined ? [] : await context.records.partition(vendorPriceEntity, { productId: product.id });
    const asked = prices.filter((price) => vendorId === undefined || price.vendorId === vendorId);
    return { data: asked.map(present), nextCursor: null };
  }
  const list: ListRequest<VendorPrice> =
    vendorId === undefined ? {} : { list: 'byVendor', values: [vendorId], ascending: true };
  return readPage(context, vendorPriceEntity, query, list, present);
}
