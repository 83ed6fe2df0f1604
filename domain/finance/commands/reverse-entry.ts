import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { todayOf } from '../../../shared/tenancy.ts';
import { decideReversal, expectDated } from '../entry.decide.ts';
import { entryKey, journalEntry, REVERSAL_RULE } from '../entry.entity.ts';
import { type EntryResource, presentEntry, type ReverseInput } from '../entry.resource.ts';
import { postLines } from '../parts/post-journal.ts';

/**
 * Takes a manual entry back by its mirror image, once (F1). The entry itself stays as it was posted.
 * @throws Rejection `finance.entry.not_manual`, `finance.entry.already_reversed` (409), `too_far_ahead` (422)
 */
export async function reverseEntry(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ entryId: string }, unknown, ReverseInput>,
): Promise<EntryResource> {
  const today = await todayOf(context);
  expectDated(body.on ?? today, today);
  return commit(context, async (work) => {
    const before = await work.records.need(journalEntry, entryKey(params.entryId));
    expectVersion(before, ifMatch);
    const lines = decideReversal(before);
    const again = reject('conflict', 'finance.entry.already_reversed', 'The entry is reversed already.');
    work.claim(REVERSAL_RULE, before.id, before.id, again);
    const reversal = await postLines(
      work,
      {
        on: body.on ?? today,
        source: { kind: 'reversal', id: before.id },
        memo: body.reason ?? `Reversal of: ${before.memo}`.slice(0, 500),
        reversalOf: before.id,
      },
      lines,
    );
    return presentEntry(reversal);
  });
}
