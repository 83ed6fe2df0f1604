import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { locationEntity } from '../location.entity.ts';
import { type LocationResource, presentLocation } from '../location.resource.ts';
import { defaultPlace } from './find-locations.ts';

export async function getLocation(
  context: Context,
  { params }: RouteInput<{ locationId: string }>,
): Promise<LocationResource> {
  const [location, first] = await Promise.all([
    context.records.need(locationEntity, params.locationId),
    defaultPlace(context),
  ]);
  return presentLocation(location, first.id);
}
