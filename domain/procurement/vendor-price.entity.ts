import { defineEntity } from '../../shared/table/entity.ts';
import { VendorPrice } from './vendor-price.schema.ts';

/** Kept by product, so that the choice between all offers of a product is one consistent read. */
export const vendorPriceEntity = defineEntity({
  name: 'procurement.vendor_price',
  idPrefix: 'vpr',
  schema: VendorPrice,
  key: { partition: ['productId'], sort: ['id'] },
  lists: { byVendor: { slot: 'gsi2', by: ['vendorId'], sortBy: 'sku' }, byId: { slot: 'gsi3', by: ['id'] } },
});
