import type { Context } from '../../../shared/context.ts';
import { readUnitPrice } from '../../../shared/http/read-money.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { workCentre, workCentreIdOf } from '../work-centre.entity.ts';
import { presentWorkCentre, type WorkCentreInput, type WorkCentreResource } from '../work-centre.resource.ts';

/** Adds a work centre. @throws Rejection `catalog.work_centre.duplicate_code` (409), `currency_mismatch` */
export async function createWorkCentre(
  context: Context,
  { body }: RouteInput<unknown, unknown, WorkCentreInput>,
): Promise<WorkCentreResource> {
  const { currency } = await profileOf(context);
  const { code, name = code, hourlyRate } = body;
  const rate = hourlyRate === undefined ? 0 : readUnitPrice(hourlyRate, currency, '/hourlyRate');
  return commit(context, async (work) => {
    const id = workCentreIdOf(context.tenantId, code);
    if ((await work.records.get(workCentre, id)) !== undefined) {
      throw rejectField('/code', 'catalog.work_centre.duplicate_code', `The code "${code}" is taken.`, 'conflict');
    }
    return presentWorkCentre(work.create(workCentre, { id, code, name, hourlyRate: rate, active: true }), currency);
  });
}
