import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { presentUnit, type UnitInput, type UnitResource } from '../unit.resource.ts';
import { isGivenUnit, unit, unitIdOf } from '../units.ts';

/** Adds a unit of the tenant's own. @throws Rejection `catalog.unit.duplicate_code` (409) */
export async function createUnit(
  context: Context,
  { body }: RouteInput<unknown, unknown, UnitInput>,
): Promise<UnitResource> {
  return commit(context, async (work) => {
    const id = unitIdOf(context.tenantId, body.code);
    if (isGivenUnit(body.code) || (await work.records.get(unit, id)) !== undefined) {
      throw rejectField('/code', 'catalog.unit.duplicate_code', `The unit "${body.code}" exists.`, 'conflict');
    }
    return presentUnit(work.create(unit, { id, ...body }));
  });
}
