import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { entryEntity } from '../entry.entity.ts';
import { type EntryResource, presentEntry } from '../entry.resource.ts';

export async function getEntry(context: Context, { params }: RouteInput<{ entryId: string }>): Promise<EntryResource> {
  const { currency } = await profileOf(context);
  return presentEntry(await context.records.need(entryEntity, params.entryId), currency);
}
