/** The writes of a location in a commit. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { locationEntity, locationIdOf, MAIN_LOCATION, warehouseEntity } from './location.entity.ts';
import type { Location, LocationKind } from './location.schema.ts';

export type NewLocation = {
  readonly code: string;
  readonly name?: string | undefined;
  readonly kind: LocationKind;
  readonly pickable?: boolean | undefined;
};

/** A location as it is first stored. Goods in a quarantine are promised to nobody (P53). */
export const newLocation = (tenantId: string, { code, name, kind, pickable }: NewLocation): Location => ({
  id: locationIdOf(tenantId, code),
  code,
  name: name ?? code,
  kind,
  pickable: pickable ?? kind !== 'quarantine',
});

/**
 * Goods go to `location`, and are taken from it first, when nobody says otherwise. Both locations get a new version,
 * since what their resource says of being the default changes.
 * @throws Rejection `default_not_pickable` where goods there may not be promised
 */
export async function makeDefault(work: Work, location: Stored<Location>): Promise<void> {
  if (!location.pickable) {
    throw rejectField('/isDefault', 'default_not_pickable', 'The default location must be pickable.');
  }
  const warehouse = await work.records.need(warehouseEntity, work.context.tenantId);
  if (warehouse.defaultLocationId === location.id) return;
  const former = await work.records.get(locationEntity, warehouse.defaultLocationId);
  if (former !== undefined) work.update(locationEntity, former, {});
  work.update(warehouseEntity, warehouse, { defaultLocationId: location.id, defaultCode: location.code });
}

/** Every tenant starts with one store, the default. Part of the commit of its sign-up. */
export function setUpWarehouse(work: Work): void {
  const { tenantId } = work.context;
  const main = newLocation(tenantId, { code: MAIN_LOCATION, name: 'Main warehouse', kind: 'store' });
  work.create(locationEntity, main);
  work.create(warehouseEntity, { id: tenantId, defaultLocationId: main.id, defaultCode: main.code });
}
