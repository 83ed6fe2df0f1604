import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { todayOn } from '../../../shared/values/time.ts';
import { decideEntry, expectDated } from '../entry.decide.ts';
import { type EntryInput, type EntryResource, presentEntry } from '../entry.resource.ts';
import { postLines } from '../parts/post-journal.ts';
import { CHART_ID, chart } from '../settings.entity.ts';

/** Posts a manual journal entry. It cannot be changed afterwards, only reversed (F1). @throws Rejection `too_far_ahead` */
export async function createEntry(
  context: Context,
  { body }: RouteInput<unknown, unknown, EntryInput>,
): Promise<EntryResource> {
  const { currency, timeZone } = await profileOf(context);
  const today = todayOn(context.deps.clock, timeZone);
  expectDated(body.on ?? today, today);
  return commit(context, async (work) => {
    const { accounts } = await work.records.need(chart, CHART_ID);
    const lines = decideEntry(body, accounts, currency);
    const entry = await postLines(
      work,
      {
        on: body.on ?? today,
        source: { kind: 'manual', id: context.deps.ids.next('man') },
        memo: body.memo,
      },
      lines,
    );
    return presentEntry(entry);
  });
}
