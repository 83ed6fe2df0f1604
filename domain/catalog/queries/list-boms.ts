import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { bom, bomIdOf } from '../bom.entity.ts';
import type { BomListQuery, BomResource } from '../bom.resource.ts';
import type { Bom } from '../bom.schema.ts';
import { productsBySku } from './find-products.ts';
import { showBoms } from './show-boms.ts';

export async function listBoms(
  context: Context,
  { query }: RouteInput<unknown, BomListQuery>,
): Promise<Page<BomResource>> {
  const { currency, timeZone } = await profileOf(context);
  const on = query.on ?? todayOn(context.deps.clock, timeZone);
  const page = await pageOfBoms(context, query);
  return { ...page, data: await showBoms(context, page.data, { on }, currency) };
}

async function pageOfBoms(context: Context, query: BomListQuery): Promise<Page<Stored<Bom>>> {
  if (query.sku === undefined) return readPage(context, bom, query, {}, (record) => record);
  const parent = (await productsBySku(context, [query.sku])).get(query.sku);
  if (parent === undefined) return { data: [], nextCursor: null };
  const found = await context.records.get(bom, bomIdOf(context.tenantId, parent.id));
  return { data: found === undefined ? [] : [found], nextCursor: null };
}
