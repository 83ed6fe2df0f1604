/** Consistent reads of stock. */
import type { Context } from '../../../shared/context.ts';
import { stockEntity } from '../stock.entity.ts';
import type { Stock } from '../stock.schema.ts';

/** Quantities scaled, value in minor units of the company’s currency. */
export type StockFacts = Pick<
  Stock,
  'productId' | 'sku' | 'method' | 'onHand' | 'reserved' | 'available' | 'waiting' | 'valueMinor'
>;

/** The stock of products by product id; a product that never had any is left out. */
export async function stockFor(
  { records }: Pick<Context, 'records'>,
  productIds: readonly string[],
): Promise<Map<string, StockFacts>> {
  const found = await records.getMany(
    stockEntity,
    [...new Set(productIds)].map((productId) => ({ productId })),
  );
  return new Map(found.map((stock) => [stock.productId, stock]));
}
