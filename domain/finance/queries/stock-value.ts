import type { Context } from '../../../shared/context.ts';
import { entryKey, journalEntry } from '../entry.entity.ts';

/** What a journal entry adds to the stock account (minor units); undefined where there is no such entry. */
export async function stockValueIn(
  { records }: Pick<Context, 'records'>,
  journalEntryId: string,
): Promise<number | undefined> {
  const entry = await records.get(journalEntry, entryKey(journalEntryId));
  return entry?.lines
    .filter(({ role }) => role === 'stock')
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0);
}
