import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { presentUnit, type UnitResource } from '../unit.resource.ts';
import { GIVEN_UNITS, unit } from '../units.ts';

/** The given units, which never change, then the tenant's own. */
export const listUnits = (context: Context, { query }: RouteInput<unknown, PageQuery>): Promise<Page<UnitResource>> =>
  readPage(context, unit, query, { fixed: query.updatedSince === undefined ? GIVEN_UNITS : [] }, presentUnit);
