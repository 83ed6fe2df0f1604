import { defineEntity, foldText } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { Location, Warehouse } from './location.schema.ts';

export const locationEntity = defineEntity({ name: 'inventory.location', idPrefix: 'loc', schema: Location });

export const warehouseEntity = defineEntity({
  name: 'inventory.warehouse',
  schema: Warehouse,
  listed: false,
  audited: false,
});

/** Code of the location that every tenant has from the start. */
export const MAIN_LOCATION = 'MAIN';

/** A location's id follows from its code: a code is unique without a marker, and found by a consistent read. */
export const locationIdOf = (tenantId: string, code: string): string => derivedId('loc', tenantId, foldText(code));
