/**
 * One entry against its posting. Since every stock entry is in the ledger at its value, no other posting reaches the
 * stock account (a control account), and stock is the sum of its entries, stock and ledger have the same value in all.
 */
import { type Finding, findingOf, type Look } from '../../../shared/books.ts';
import { stockValueIn } from '../../finance/index.ts';
import { entryEntity } from '../entry.entity.ts';

export async function checkPosting({ context, subject }: Look): Promise<Finding> {
  const entry = await context.records.get(entryEntity, subject);
  if (entry === undefined) return findingOf([`stock entry ${subject} is gone`]);
  const value = entry.lines.reduce((sum, line) => sum + line.valueMinor, 0);
  const posted = entry.journalEntryId === undefined ? 0 : await stockValueIn(context, entry.journalEntryId);
  return findingOf(
    value === posted
      ? []
      : [
          `stock entry ${subject} (${entry.kind} for ${entry.source.id}): value ${value}, ledger ${posted ?? 'nothing'}`,
        ],
  );
}
