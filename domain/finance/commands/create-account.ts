import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { AccountInput, ChartResource } from '../ledger.resource.ts';
import { CHART_ID, chart } from '../settings.entity.ts';

const ACCOUNTS_MAX = 1_000;

/** Adds an account to the chart. @throws Rejection `duplicate_code` (409) at `/code`, `too_many_accounts` (409) */
export async function createAccount(
  context: Context,
  { body }: RouteInput<unknown, unknown, AccountInput>,
): Promise<ChartResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(chart, CHART_ID);
    if (before.accounts.some(({ code }) => code === body.code)) {
      throw rejectField('/code', 'duplicate_code', 'is in the chart already', 'conflict');
    }
    if (before.accounts.length >= ACCOUNTS_MAX) {
      throw rejectField('/code', 'too_many_accounts', `the chart holds at most ${ACCOUNTS_MAX} accounts`, 'conflict');
    }
    const accounts = [...before.accounts, body].sort((a, b) => (a.code < b.code ? -1 : 1));
    const { accounts: data, version } = work.update(chart, before, { accounts }, 'create_account');
    return { data, version };
  });
}
