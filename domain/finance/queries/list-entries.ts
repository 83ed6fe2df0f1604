import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { entryKey, journalEntry } from '../entry.entity.ts';
import { type EntryListQuery, type EntryResource, presentEntry } from '../entry.resource.ts';

/** Entries of one document, newest first; or of one date or all, from the last date on which one counts back. */
export function listEntries(
  context: Context,
  { query }: RouteInput<unknown, EntryListQuery>,
): Promise<Page<EntryResource>> {
  const { source, on } = query;
  if (source !== undefined) {
    const where = on === undefined ? {} : { where: (entry: { on: string }) => entry.on === on };
    return readPage(context, journalEntry, query, { list: 'bySource', values: [source], ...where }, presentEntry);
  }
  return readPage(context, journalEntry, query, { list: 'byDate', search: on }, presentEntry);
}

export async function getEntry(context: Context, { params }: RouteInput<{ entryId: string }>): Promise<EntryResource> {
  return presentEntry(await context.records.need(journalEntry, entryKey(params.entryId)));
}
