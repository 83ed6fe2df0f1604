import type { Context } from '../../../shared/context.ts';
import { settingsOf } from '../settings.entity.ts';
import { presentSettings, type SettingsResource } from '../settings.resource.ts';

export const getSettings = async (context: Context): Promise<SettingsResource> =>
  presentSettings(await settingsOf(context));
