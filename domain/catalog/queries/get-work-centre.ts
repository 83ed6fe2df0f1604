import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { workCentre } from '../work-centre.entity.ts';
import { presentWorkCentre, type WorkCentreResource } from '../work-centre.resource.ts';

export async function getWorkCentre(
  context: Context,
  { params }: RouteInput<{ workCentreId: string }>,
): Promise<WorkCentreResource> {
  const { currency } = await profileOf(context);
  return presentWorkCentre(await context.records.need(workCentre, params.workCentreId), currency);
}
