/** The wire shape of the tolerances of production. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import type { ProductionSettings } from './settings.schema.ts';

const Percent = z.number().int().min(0).max(100);

export const SettingsInput = z.strictObject({ overProductionPercent: Percent });
export type SettingsInput = z.infer<typeof SettingsInput>;

/** Version 0 stands for the defaults that nobody has changed yet. */
export const SettingsResource = z
  .object({ overProductionPercent: Percent, version: z.number().int() })
  .meta({ id: 'ProductionSettings' });
export type SettingsResource = z.infer<typeof SettingsResource>;

export const presentSettings = (
  settings: ProductionSettings & Partial<Pick<Stored<ProductionSettings>, 'version'>>,
): SettingsResource => ({
  overProductionPercent: settings.overProductionPercent,
  version: settings.version ?? 0,
});
