import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { entryEntity } from '../entry.entity.ts';
import { type EntryListQuery, type EntryResource, presentEntry } from '../entry.resource.ts';
import type { Entry } from '../entry.schema.ts';

/** Stock entries, newest first. */
export async function listEntries(
  context: Context,
  { query }: RouteInput<unknown, EntryListQuery>,
): Promise<Page<EntryResource>> {
  const { sku, kind } = query;
  const isWanted = (entry: Stored<Entry>) =>
    (kind === undefined || entry.kind === kind) && (sku === undefined || entry.lines.some((line) => line.sku === sku));
  const isAll = sku === undefined && kind === undefined;
  const { currency } = await profileOf(context);
  const present = (entry: Stored<Entry>) => presentEntry(entry, currency);
  return readPage(context, entryEntity, query, isAll ? {} : { where: isWanted }, present);
}

/** What people adjusted by hand or counted, newest first. */
export async function listAdjustments(
  context: Context,
  { query }: RouteInput<unknown, PageQuery>,
): Promise<Page<EntryResource>> {
  const { currency } = await profileOf(context);
  const byHand = { list: 'byHand', values: ['adjustment'] };
  return readPage(context, entryEntity, query, byHand, (entry) => presentEntry(entry, currency));
}
