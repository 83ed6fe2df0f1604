/** Consistent reads of vendors and of what they ask: the ground for planning, costing and ordering. */
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { choosePrice, type PreferredPrice } from '../choose-vendor-price.ts';
import { vendorEntity } from '../vendor.entity.ts';
import type { Vendor } from '../vendor.schema.ts';
import { vendorPriceEntity } from '../vendor-price.entity.ts';

/**
 * The offer that a product is bought from on a day (today in the tenant's time zone unless said), in stock units; or
 * undefined where no active vendor sells it. The rule is in `choose-vendor-price.ts`.
 */
export async function preferredVendorPrice(
  context: Context,
  productId: string,
  on?: string,
): Promise<PreferredPrice | undefined> {
  return choosePrice(await offersOf(context, productId), on ?? (await todayOf(context)));
}

/** What one vendor asks for a product on a day, or undefined where it does not sell it. */
export async function vendorPriceFor(
  context: Context,
  vendorId: string,
  productId: string,
  on?: string,
): Promise<PreferredPrice | undefined> {
  return choosePrice(await offersOf(context, productId, vendorId), on ?? (await todayOf(context)));
}

/** The vendor's record, or undefined where the tenant has none with the id. */
export const vendorFor = (context: Context, vendorId: string): Promise<Stored<Vendor> | undefined> =>
  context.records.get(vendorEntity, vendorId);

/** What vendors, or the one vendor, ask for a product. */
async function offersOf({ records }: Context, productId: string, vendorId?: string) {
  const all = await records.partition(vendorPriceEntity, { productId });
  const prices = vendorId === undefined ? all : all.filter((price) => price.vendorId === vendorId);
  const vendors = await records.getMany(vendorEntity, [...new Set(prices.map((price) => price.vendorId))]);
  const byId = new Map(vendors.map((vendor) => [vendor.id, vendor]));
  return prices.flatMap((price) => {
    const vendor = byId.get(price.vendorId);
    return vendor === undefined ? [] : [{ price, vendor }];
  });
}
