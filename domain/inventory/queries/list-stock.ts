import type { Context } from '../../../shared/context.ts';
import { readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { productsBySku } from '../../catalog/index.ts';
import { emptyStock } from '../levels.ts';
import { stockEntity } from '../stock.entity.ts';
import { presentStock, type StockListQuery, type StockPage } from '../stock.resource.ts';

/** Stock of all products, or of the one with a SKU. @throws Rejection `unknown_sku` */
export async function listStock(context: Context, { query }: RouteInput<unknown, StockListQuery>): Promise<StockPage> {
  const { currency } = await profileOf(context);
  const { sku } = query;
  if (sku === undefined) return readPage(context, stockEntity, query, {}, (stock) => presentStock(stock, currency));
  const product = (await productsBySku(context, [sku])).get(sku);
  if (product === undefined) throw rejectField('/query/sku', 'unknown_sku', `No product has the SKU "${sku}".`);
  const stock = await context.records.get(stockEntity, { productId: product.id });
  const found = presentStock(stock ?? emptyStock(product.id, product.sku, product.valuationMethod), currency);
  const { version: _v, createdAt: _c, updatedAt: _u, ...figures } = found;
  return { ...figures, data: [found], nextCursor: null };
}
