import type { Context } from '../../../shared/context.ts';
import { readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { productsBySku } from '../../catalog/index.ts';
import { emptyStock } from '../levels.ts';
import { stockEntity } from '../stock.entity.ts';
import { presentStock, type StockListQuery, type StockPage } from '../stock.resource.ts';
import type { Stock } from '../stock.schema.ts';

/** Stock of all products, or of the one with a SKU. @throws Rejection `unknown_sku` */
export async function listStock(context: Context, { query }: RouteInput<unknown, StockListQuery>): Promise<StockPage> {
  const { currency } = await profileOf(context);
  const { sku } = query;
  const present = async (stock: Stock & Partial<Stored<Stock>>) =>
    presentStock(stock, await expectedOf(context, stock.productId), currency);
  if (sku === undefined) return readPage(context, stockEntity, query, {}, present);
  const product = (await productsBySku(context, [sku])).get(sku);
  if (product === undefined) throw rejectField('/query/sku', 'unknown_sku', `No product has the SKU "${sku}".`);
  const stock = await context.records.get(stockEntity, { productId: product.id });
  const found = await present(stock ?? emptyStock(product.id, product.sku, product.valuationMethod));
  const { version: _v, createdAt: _c, updatedAt: _u, ...figures } = found;
  return { ...figures, data: [found], nextCursor: null };
}

/** Loaded here alone: production and procurement build on inventory, and of a circle neither would load first. */
async function expectedOf(context: Context, productId: string): Promise<number> {
  const [{ surplusToMake }, { surplusToBuy }] = await Promise.all([
    import('../../production/index.ts'),
    import('../../procurement/index.ts'),
  ]);
  const [made, bought] = await Promise.all([surplusToMake(context, productId), surplusToBuy(context, productId)]);
  return made + bought;
}
