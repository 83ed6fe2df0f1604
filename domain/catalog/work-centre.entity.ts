import { defineEntity } from '../../shared/table/entity.ts';
import { derivedId } from '../../shared/values/ids.ts';
import { WorkCentre } from './work-centre.schema.ts';

export const workCentre = defineEntity({
  name: 'catalog.work_centre',
  idPrefix: 'wkc',
  schema: WorkCentre,
  lists: { byCode: { slot: 'gsi2', by: [], sortBy: 'code' } },
});

/** A work centre is found by its code with one read, because its id follows from it. */
export const workCentreIdOf = (tenantId: string, code: string): string => derivedId('wkc', tenantId, code);
