import type { Context } from '../../shared/context.ts';
import { defineEntity } from '../../shared/table/entity.ts';
import { ProductionSettings } from './settings.schema.ts';

export const settingsEntity = defineEntity({
  name: 'production.settings',
  schema: ProductionSettings,
  listed: false,
});

export const SETTINGS_ID = 'settings';
const STRICT: ProductionSettings = { id: SETTINGS_ID, overProductionPercent: 0 };

/** The tenant's tolerances; none until somebody sets them. */
export const settingsOf = async ({ records }: Pick<Context, 'records'>): Promise<ProductionSettings> =>
  (await records.get(settingsEntity, SETTINGS_ID)) ?? STRICT;
