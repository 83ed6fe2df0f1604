/** The wire shape of the tolerances of purchasing. */
import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import type { ProcurementSettings } from './settings.schema.ts';

const Percent = z.number().int().min(0).max(100);

export const SettingsInput = z.strictObject({
  overReceiptPercent: Percent.optional(),
  billTolerancePercent: Percent.optional(),
});
export type SettingsInput = z.infer<typeof SettingsInput>;

/** Version 0 stands for the defaults that nobody has changed yet. */
export const SettingsResource = z
  .object({ overReceiptPercent: Percent, billTolerancePercent: Percent, version: z.number().int() })
  .meta({ id: 'ProcurementSettings' });
export type SettingsResource = z.infer<typeof SettingsResource>;

export const presentSettings = (
  settings: ProcurementSettings & Partial<Pick<Stored<ProcurementSettings>, 'version'>>,
): SettingsResource => ({
  overReceiptPercent: settings.overReceiptPercent,
  billTolerancePercent: settings.billTolerancePercent,
  version: settings.version ?? 0,
});
