import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { workCentre } from '../work-centre.entity.ts';
import { presentWorkCentre, type WorkCentreListQuery, type WorkCentreResource } from '../work-centre.resource.ts';

/** Work centres in the order of their codes. */
export async function listWorkCentres(
  context: Context,
  { query }: RouteInput<unknown, WorkCentreListQuery>,
): Promise<Page<WorkCentreResource>> {
  const { currency } = await profileOf(context);
  const list = { list: 'byCode', search: query.q, ascending: true };
  return readPage(context, workCentre, query, list, (record) => presentWorkCentre(record, currency));
}
