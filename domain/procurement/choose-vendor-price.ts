/** Which of a product's offers is bought: a pure choice, the same for planning, costing and ordering by hand. */
import { mulDiv, SCALE, type Scaled, scaled } from '../../shared/values/decimal.ts';
import type { Vendor } from './vendor.schema.ts';
import type { VendorPrice } from './vendor-price.schema.ts';

/** An offer in the product's stock units: every quantity and the unit price are scaled 10^-6 per stock unit. */
export type PreferredPrice = {
  readonly vendorPriceId: string;
  readonly vendorId: string;
  readonly vendorName: string;
  /** Price of one stock unit, scaled 10^-6 of the currency, rounded half away from zero. */
  readonly unitPrice: Scaled;
  readonly currency: string;
  /** Days from order to receipt. */
  readonly leadDays: number;
  readonly minimum?: Scaled;
  readonly multiple?: Scaled;
  readonly maximum?: Scaled;
  /** Price of one order unit, and the stock units in it: what an order's amount is reckoned from, without rounding twice. */
  readonly orderUnitPrice: Scaled;
  readonly orderUnitFactor: Scaled;
};

type Offer = {
  readonly price: VendorPrice;
  readonly vendor: Pick<Vendor, 'id' | 'name' | 'active' | 'preferred' | 'currency'>;
};

/**
 * The offer to buy from on a day: of each active vendor the valid price that began last (a new price list replaces the
 * old one), of those the lowest per stock unit, then the shortest lead time, then the preferred vendor, then the
 * oldest record, so that the choice never depends on the order of reading.
 */
export function choosePrice(offers: readonly Offer[], on: string): PreferredPrice | undefined {
  const current = new Map<string, Offer>();
  for (const offer of offers) {
    if (!offer.vendor.active || !isValid(offer.price, on)) continue;
    const known = current.get(offer.vendor.id);
    if (known === undefined || startOf(offer.price) > startOf(known.price)) current.set(offer.vendor.id, offer);
  }
  const [best] = [...current.values()].sort(
    (a, b) =>
      perStockUnit(a.price) - perStockUnit(b.price) ||
      a.price.leadDays - b.price.leadDays ||
      Number(b.vendor.preferred) - Number(a.vendor.preferred) ||
      (a.price.id < b.price.id ? -1 : 1),
  );
  return best === undefined ? undefined : inStockUnits(best);
}

const isValid = ({ validFrom, validTo }: VendorPrice, on: string): boolean =>
  (validFrom === undefined || validFrom <= on) && (validTo === undefined || on <= validTo);
const startOf = ({ validFrom, id }: VendorPrice): string => `${validFrom ?? ''}#${id}`;
const perStockUnit = ({ price, orderUnitFactor }: VendorPrice): Scaled => scaled(mulDiv(price, SCALE, orderUnitFactor));

/**
 * A vendor that sells by the carton sells whole cartons: where the order unit is not the stock unit and no multiple is
 * given, the multiple is one order unit.
 */
function inStockUnits({ price, vendor }: Offer): PreferredPrice {
  const { orderUnitFactor, minimumQuantity, maximumQuantity } = price;
  const multiple = price.multiple ?? (orderUnitFactor === SCALE ? undefined : SCALE);
  const stockUnits = (orderUnits: number) => scaled(mulDiv(orderUnits, orderUnitFactor, SCALE));
  return {
    vendorPriceId: price.id,
    vendorId: price.vendorId,
    vendorName: vendor.name,
    unitPrice: perStockUnit(price),
    currency: vendor.currency,
    leadDays: price.leadDays,
    orderUnitPrice: scaled(price.price),
    orderUnitFactor: scaled(orderUnitFactor),
    ...(minimumQuantity === undefined ? {} : { minimum: stockUnits(minimumQuantity) }),
    ...(multiple === undefined ? {} : { multiple: stockUnits(multiple) }),
    ...(maximumQuantity === undefined ? {} : { maximum: stockUnits(maximumQuantity) }),
  };
}
