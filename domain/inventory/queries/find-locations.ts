/** Consistent reads of locations. */
import type { Context } from '../../../shared/context.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { locationEntity, locationIdOf, MAIN_LOCATION, warehouseEntity } from '../location.entity.ts';
import type { Location } from '../location.schema.ts';

export type Reads = Pick<Context, 'records' | 'tenantId'>;
export type LocationFacts = Pick<Location, 'id' | 'code' | 'name' | 'pickable'>;

/** Id of the location that goods go to, and are taken from first, when nobody says otherwise. */
export async function defaultLocationId({ records, tenantId }: Reads): Promise<string> {
  const warehouse = await records.get(warehouseEntity, tenantId);
  return warehouse?.defaultLocationId ?? locationIdOf(tenantId, MAIN_LOCATION);
}

/** The location that goods go to, and are taken from first, when nobody says otherwise. */
export async function defaultLocation(context: Reads): Promise<LocationFacts> {
  return context.records.need(locationEntity, await defaultLocationId(context));
}

/** Locations by code, keyed by the code as given; what does not exist is left out. */
export async function locationsByCode(
  { records, tenantId }: Reads,
  codes: readonly string[],
): Promise<Map<string, Stored<Location>>> {
  const found = await records.getMany(
    locationEntity,
    codes.map((code) => locationIdOf(tenantId, code)),
  );
  const byId = new Map(found.map((location) => [location.id, location]));
  return new Map(
    codes.flatMap((code) => {
      const location = byId.get(locationIdOf(tenantId, code));
      return location === undefined ? [] : [[code, location] as const];
    }),
  );
}

/** The location with a code, for a part of a commit. @throws Rejection `unknown_location` with the pointer */
export async function needLocation(work: Work, code: string, pointer: string): Promise<LocationFacts> {
  const found = await locationsByCode({ ...work.context, records: work.records }, [code]);
  const location = found.get(code);
  if (location === undefined) throw rejectField(pointer, 'unknown_location', `No location has the code "${code}".`);
  return location;
}
