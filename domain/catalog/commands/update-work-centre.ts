import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import { readUnitPrice } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { workCentre } from '../work-centre.entity.ts';
import { presentWorkCentre, type WorkCentreChange, type WorkCentreResource } from '../work-centre.resource.ts';

/** Changes name, rate or use of a work centre; its code stays. Orders already planned keep the rate they took. */
export async function updateWorkCentre(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ workCentreId: string }, unknown, WorkCentreChange>,
): Promise<WorkCentreResource> {
  const { currency } = await profileOf(context);
  const { hourlyRate, name, active } = body;
  const changes = {
    ...(name === undefined ? {} : { name }),
    ...(active === undefined ? {} : { active }),
    ...(hourlyRate === undefined ? {} : { hourlyRate: readUnitPrice(hourlyRate, currency, '/hourlyRate') }),
  };
  return commit(context, async (work) => {
    const before = await work.records.need(workCentre, params.workCentreId);
    expectVersion(before, ifMatch);
    return presentWorkCentre(work.update(workCentre, before, changes), currency);
  });
}
