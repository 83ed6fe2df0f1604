import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { locationEntity } from '../location.entity.ts';
import { type LocationListQuery, type LocationResource, presentLocation } from '../location.resource.ts';
import { defaultPlace, locationsByCode } from './find-locations.ts';

export async function listLocations(
  context: Context,
  { query }: RouteInput<unknown, LocationListQuery>,
): Promise<Page<LocationResource>> {
  const first = (await defaultPlace(context)).id;
  if (query.code !== undefined) {
    const found = await locationsByCode(context, [query.code]);
    return { data: [...found.values()].map((location) => presentLocation(location, first)), nextCursor: null };
  }
  return readPage(context, locationEntity, query, {}, (location) => presentLocation(location, first));
}
