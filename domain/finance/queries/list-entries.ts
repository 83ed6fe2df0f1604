import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { entryKey, journalEntry } from '../entry.entity.ts';
import { type EntryListQuery, type EntryResource, presentEntry } from '../entry.resource.ts';

/** Entries, newest first: of one document, of one effective date, or all. */
export function listEntries(
  context: Context,
  { query }: RouteInput<unknown, EntryListQuery>,
): Promise<Page<EntryResource>> {
  const { source, on } = query;
  if (source !== undefined) {
    const where = on === undefined ? {} : { where: (entry: { on: string }) => entry.on === on };
    return readPage(context, journalEntry, query, { list: 'bySource', values: [source], ...where }, presentEntry);
  }
  const request = on === undefined ? {} : { list: 'byDate', values: [on] };
  return readPage(context, journalEntry, query, request, presentEntry);
}

export async function getEntry(context: Context, { params }: RouteInput<{ entryId: string }>): Promise<EntryResource> {
  return presentEntry(await context.records.need(journalEntry, entryKey(params.entryId)));
}
