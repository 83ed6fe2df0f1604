import type { Context } from '../../../shared/context.ts';
import { customFilter } from '../../../shared/custom-fields/filter-custom-fields.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { product } from '../product.entity.ts';
import type { ProductListQuery, ProductResource } from '../product.resource.ts';
import type { Product } from '../product.schema.ts';
import { productsByExternalId, productsBySku } from './find-products.ts';
import { showProduct } from './show-product.ts';

export async function listProducts(
  context: Context,
  { query }: RouteInput<unknown, ProductListQuery>,
): Promise<Page<ProductResource>> {
  const present = (record: Stored<Product>) => showProduct(context, record);
  const one = await findOne(context, query);
  if (one !== undefined) {
    const isAskedFor = await customFilter(context, product, query);
    const data = one.filter((record) => matches(query)(record) && (isAskedFor?.(record) ?? true));
    return { data: await Promise.all(data.map(present)), nextCursor: null };
  }
  return readPage(context, product, query, { ...listOf(query), where: matches(query) }, present);
}

async function findOne(
  context: Context,
  { sku, externalId }: ProductListQuery,
): Promise<Stored<Product>[] | undefined> {
  if (sku !== undefined) return [...(await productsBySku(context, [sku])).values()];
  if (externalId !== undefined) return [...(await productsByExternalId(context, [externalId])).values()];
  return undefined;
}

/** A name search reads the list by name, a kind its own list; both give names in order. */
function listOf({ kind, q }: ProductListQuery): ListRequest<Product> {
  if (kind !== undefined) return { list: 'byKind', values: [kind], search: q, ascending: true };
  return q === undefined ? {} : { list: 'byName', search: q, ascending: true };
}

const matches =
  ({ sku, externalId, kind, category, active }: ProductListQuery) =>
  (record: Stored<Product>): boolean =>
    (sku === undefined || record.sku === sku) &&
    (externalId === undefined || record.externalId === externalId) &&
    (kind === undefined || record.kind === kind) &&
    (category === undefined || record.category === category) &&
    (active === undefined || record.active === (active === 'true'));
