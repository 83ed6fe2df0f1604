import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type Page, PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { workCentre } from '../work-centre.entity.ts';
import { presentWorkCentre, type WorkCentreResource } from '../work-centre.resource.ts';

export const WorkCentreListQuery = PageQuery.extend({
  /** Beginning of the code, in either case. */
  q: z.string().min(1).max(64).optional(),
});
type WorkCentreListQuery = z.infer<typeof WorkCentreListQuery>;

/** Work centres in the order of their codes. */
export async function listWorkCentres(
  context: Context,
  { query }: RouteInput<unknown, WorkCentreListQuery>,
): Promise<Page<WorkCentreResource>> {
  const { currency } = await profileOf(context);
  const list = { list: 'byCode', search: query.q, ascending: true };
  return readPage(context, workCentre, query, list, (record) => presentWorkCentre(record, currency));
}
