/** Posting: the part of a commit through which every module's money reaches the ledger. */
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { journalEntry, recordedOnOf } from '../entry.entity.ts';
import type { JournalEntry } from '../entry.schema.ts';
import { type JournalLine, type PostedLine, postedLines } from '../journal.ts';

type PostingFacts = {
  /** The date on which it counts (`YYYY-MM-DD`). */
  readonly on: string;
  /** The document that causes it. */
  readonly source: { readonly kind: string; readonly id: string };
  readonly memo: string;
  /** Of the loop; the context's unless given. */
  readonly correlationId?: string | undefined;
};
export type Posting = PostingFacts & { readonly lines: readonly JournalLine[] };

/**
 * Adds a journal entry to the caller's commit: one more action of the transaction, no read. Zero lines are dropped;
 * where nothing is left nothing is posted and `id` is undefined.
 * @throws Error where the lines do not balance or a control account lacks its party
 */
export async function postJournal(work: Work, posting: Posting): Promise<{ id: string | undefined }> {
  const lines = postedLines(posting.lines);
  if (lines.length === 0) return { id: undefined };
  const { id } = await postLines(work, posting, lines);
  return { id };
}

/** Posts lines that name their accounts, balanced and not empty: also manual entries and reversals. */
export async function postLines(
  work: Work,
  posting: PostingFacts & { readonly reversalOf?: string },
  lines: readonly PostedLine[],
): Promise<Stored<JournalEntry>> {
  const { context } = work;
  const { currency } = await profileOf(context);
  const id = context.deps.ids.next('jnl');
  return work.create(journalEntry, {
    id,
    recordedOn: recordedOnOf(id),
    on: posting.on,
    memo: posting.memo,
    source: { kind: posting.source.kind, id: posting.source.id },
    sourceId: posting.source.id,
    currency,
    lines: [...lines],
    ...(posting.reversalOf === undefined ? {} : { reversalOf: posting.reversalOf }),
    actor: context.actor,
    correlationId: posting.correlationId ?? context.correlationId,
    causationId: context.causationId,
  });
}
