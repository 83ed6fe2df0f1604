import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { presentUnit, type UnitResource } from '../unit.resource.ts';
import { GIVEN_UNITS, unit } from '../units.ts';

/** The given units on the first page, then the tenant's own. */
export async function listUnits(
  context: Context,
  { query }: RouteInput<unknown, PageQuery>,
): Promise<Page<UnitResource>> {
  const own = await readPage(context, unit, query, {}, presentUnit);
  const isFirst = query.cursor === undefined && query.updatedSince === undefined;
  return isFirst ? { ...own, data: [...GIVEN_UNITS, ...own.data] } : own;
}
