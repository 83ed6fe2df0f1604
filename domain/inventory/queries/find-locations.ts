/** Consistent reads of locations. */
import type { Context } from '../../../shared/context.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Place } from '../levels.ts';
import { locationEntity, locationIdOf, warehouseEntity } from '../location.entity.ts';
import type { Location } from '../location.schema.ts';

export type Reads = Pick<Context, 'records' | 'tenantId'>;

/** The location that goods go to, and are taken from first, when nobody says otherwise. */
export async function defaultPlace({ records, tenantId }: Reads): Promise<Place> {
  const { defaultLocationId, defaultCode } = await records.need(warehouseEntity, tenantId);
  return { id: defaultLocationId, code: defaultCode, pickable: true };
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

/** The id of the location with a code. @throws Rejection `unknown_location` with the pointer */
export async function needLocationId(reads: Reads, code: string, pointer: string): Promise<string> {
  const found = await locationsByCode(reads, [code]);
  const location = found.get(code);
  if (location === undefined) throw rejectField(pointer, 'unknown_location', `No location has the code "${code}".`);
  return location.id;
}
