/** What other modules may ask of procurement. Facts only: nothing here writes, and no other module is imported. */
export type { PreferredPrice } from './choose-vendor-price.ts';
export { surplusToBuy } from './queries/surplus.ts';
export { preferredVendorPrice, vendorFor } from './queries/vendor-offers.ts';
