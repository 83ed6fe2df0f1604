import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { locationEntity } from '../location.entity.ts';
import { type LocationChange, type LocationResource, presentLocation } from '../location.resource.ts';
import { defaultPlace } from '../queries/find-locations.ts';
import { makeDefault } from '../write-location.ts';

/** Renames a location, or makes it the default. @throws Rejection 412, `default_not_pickable` */
export function updateLocation(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ locationId: string }, unknown, LocationChange>,
): Promise<LocationResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(locationEntity, params.locationId);
    expectVersion(before, ifMatch);
    if (body.isDefault === true) await makeDefault(work, before);
    const after = work.update(locationEntity, before, body.name === undefined ? {} : { name: body.name });
    return presentLocation(after, (await defaultPlace(work.context)).id);
  });
}
