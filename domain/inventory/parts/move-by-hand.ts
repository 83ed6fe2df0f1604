/** What adjustments, transfers and imports of stock have in common: lines that name a SKU and location codes. */
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { expectWhole, type Product, productsBySku } from '../../catalog/index.ts';
import { emptyStock, type Place, withMethod } from '../levels.ts';
import { defaultPlace, locationsByCode } from '../queries/find-locations.ts';
import { stockEntity } from '../stock.entity.ts';
import type { Stock } from '../stock.schema.ts';

export type MoveFacts = {
  readonly products: ReadonlyMap<string, Stored<Product>>;
  readonly places: ReadonlyMap<string, Place>;
  readonly fallback: Place | undefined;
  /** By product id; lines put the stock as it is after them here. */
  readonly stocks: Map<string, Stored<Stock>>;
};

/** Reads at once what all lines need: products, locations, stocks, the default location. */
export async function readMoveFacts(
  work: Work,
  skus: readonly string[],
  codes: readonly (string | undefined)[],
): Promise<MoveFacts> {
  const named = codes.filter((code) => code !== undefined);
  const [products, places, fallback] = await Promise.all([
    productsBySku(work.context, skus),
    locationsByCode(work.context, named),
    named.length === codes.length ? undefined : defaultPlace(work.context),
  ]);
  const stocks = await work.records.getMany(
    stockEntity,
    [...products.values()].map(({ id }) => ({ productId: id })),
  );
  return { products, places, fallback, stocks: new Map(stocks.map((stock) => [stock.productId, stock])) };
}

/**
 * The product of a line. An inactive one is found: what is left of it must still be counted.
 * @throws Rejection `unknown_sku`, `not_stocked` for a service, `whole_number` (S12)
 */
export function needStocked(facts: MoveFacts, sku: string, quantity: number, pointer: string): Stored<Product> {
  const product = facts.products.get(sku);
  if (product === undefined) throw rejectField(`${pointer}/sku`, 'unknown_sku', `No product has the SKU "${sku}".`);
  if (product.kind === 'service') throw rejectField(`${pointer}/sku`, 'not_stocked', 'A service has no stock.');
  expectWhole(product, quantity, `${pointer}/quantity`);
  return product;
}

/** The location of a line, or the default one. @throws Rejection `unknown_location` */
export function needPlace(facts: MoveFacts, code: string | undefined, pointer: string): Place {
  const place = code === undefined ? facts.fallback : facts.places.get(code);
  if (place === undefined) throw rejectField(pointer, 'unknown_location', `No location has the code "${code ?? ''}".`);
  return place;
}

/** The stock of a product as the lines so far have left it, or what it would be if it had one. Writes nothing. */
export function stockOf(facts: MoveFacts, product: Stored<Product>): Stock {
  const known = facts.stocks.get(product.id);
  if (known === undefined) return emptyStock(product.id, product.sku, product.valuationMethod);
  return known.onHand === 0 ? withMethod(known, product.valuationMethod) : known;
}

/** Writes a product's stock with the changes of a line. */
export function writeStock(work: Work, facts: MoveFacts, stock: Stock, changes: Partial<Stock>): void {
  const known = facts.stocks.get(stock.productId);
  const after = { ...stock, ...changes };
  facts.stocks.set(
    stock.productId,
    known === undefined ? work.create(stockEntity, after) : work.update(stockEntity, known, after),
  );
}
