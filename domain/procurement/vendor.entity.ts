import { defineEntity } from '../../shared/table/entity.ts';
import { Vendor } from './vendor.schema.ts';

export const vendorEntity = defineEntity({
  name: 'procurement.vendor',
  idPrefix: 'ven',
  schema: Vendor,
  lists: { byName: { slot: 'gsi2', by: ['currency'], sortBy: 'name' } },
});
