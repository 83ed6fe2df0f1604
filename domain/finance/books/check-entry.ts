import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { entryKey, journalEntry } from '../entry.entity.ts';

export async function checkEntry({ context, subject }: Look): Promise<Finding> {
  const entry = await context.records.get(journalEntry, entryKey(subject));
  if (entry === undefined) return findingOf([`journal entry ${subject} is gone`]);
  const debit = entry.lines.reduce((sum, line) => sum + line.debitMinor, 0);
  const credit = entry.lines.reduce((sum, line) => sum + line.creditMinor, 0);
  const named = `journal entry ${subject} for ${entry.source.kind} ${entry.source.id}`;
  return findingOf(
    debit === credit && debit > 0
      ? []
      : [`${named}: debit ${debit}, credit ${credit} (minor units of ${entry.currency})`],
  );
}
