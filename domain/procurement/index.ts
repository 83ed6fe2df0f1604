/** What other modules may ask of procurement. Facts only: nothing here writes. */
export type { PreferredPrice } from './choose-vendor-price.ts';
export { preferredVendorPrice, vendorFor, vendorPriceFor } from './queries/vendor-offers.ts';
export type { Vendor } from './vendor.schema.ts';
