import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { locationEntity } from '../location.entity.ts';
import { type LocationInput, type LocationResource, presentLocation } from '../location.resource.ts';
import { defaultPlace } from '../queries/find-locations.ts';
import { makeDefault, newLocation } from '../write-location.ts';

/** Adds a location. @throws Rejection `inventory.location.duplicate_code` (409), `default_not_pickable` */
export function createLocation(
  context: Context,
  { body }: RouteInput<unknown, unknown, LocationInput>,
): Promise<LocationResource> {
  return commit(context, async (work) => {
    const fields = newLocation(context.tenantId, body);
    if ((await work.records.get(locationEntity, fields.id)) !== undefined) {
      const text = `The code "${body.code}" is taken.`;
      throw rejectField('/code', 'inventory.location.duplicate_code', text, 'conflict');
    }
    const created = work.create(locationEntity, fields);
    if (body.isDefault) await makeDefault(work, created);
    return presentLocation(created, (await defaultPlace(work.context)).id);
  });
}
