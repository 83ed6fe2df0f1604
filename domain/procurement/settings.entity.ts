import type { Context } from '../../shared/context.ts';
import { defineEntity } from '../../shared/table/entity.ts';
import { ProcurementSettings } from './settings.schema.ts';

export const settingsEntity = defineEntity({
  name: 'procurement.settings',
  schema: ProcurementSettings,
  listed: false,
});

export const SETTINGS_ID = 'settings';
const STRICT: ProcurementSettings = { id: SETTINGS_ID, overReceiptPercent: 0, billTolerancePercent: 0 };

/** The tenant's tolerances; none until somebody sets them. */
export const settingsOf = async ({ records }: Pick<Context, 'records'>): Promise<ProcurementSettings> =>
  (await records.get(settingsEntity, SETTINGS_ID)) ?? STRICT;
