import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { SETTINGS_ID, settingsEntity } from '../settings.entity.ts';
import { presentSettings, type SettingsInput, type SettingsResource } from '../settings.resource.ts';

/** Changes the tolerances. The first change makes the record; its precondition is version 0. */
export async function updateSettings(
  context: Context,
  { body, ifMatch }: RouteInput<unknown, unknown, SettingsInput>,
): Promise<SettingsResource> {
  return commit(context, async (work) => {
    const before = await work.records.get(settingsEntity, SETTINGS_ID);
    expectVersion({ version: before?.version ?? 0 }, ifMatch);
    const after = { id: SETTINGS_ID, overProductionPercent: body.overProductionPercent };
    return presentSettings(
      before === undefined ? work.create(settingsEntity, after) : work.update(settingsEntity, before, after),
    );
  });
}
