import { defineEntity } from '../../shared/table/entity.ts';
import { Vendor } from './vendor.schema.ts';

export const vendorEntity = defineEntity({
  name: 'procurement.vendor',
  idPrefix: 'ven',
  schema: Vendor,
  lists: { byName: { slot: 'gsi2', by: [], sortBy: 'name' } },
});

/** Values that one vendor alone may hold. */
export const VENDOR_CODE_RULE = 'procurement.vendor.code';
export const VENDOR_EXTERNAL_ID_RULE = 'procurement.vendor.external_id';
