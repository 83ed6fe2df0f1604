import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { todayOn } from '../../../shared/values/time.ts';
import type { Account, AccountType } from '../accounts.ts';
import type { AsOfQuery, TrialBalanceResource } from '../ledger.resource.ts';
import { CHART_ID, chart } from '../settings.entity.ts';
import { type Balance, turnover } from '../totals.ts';
import { readTotals } from './read-totals.ts';

/** The balance of every account at the end of a day, today unless said. The newest entry always counts (F13). */
export async function trialBalance(
  context: Context,
  { query }: RouteInput<unknown, AsOfQuery>,
): Promise<TrialBalanceResource> {
  const { currency, timeZone } = await profileOf(context);
  const on = query.on ?? todayOn(context.deps.clock, timeZone);
  const [totals, { accounts }] = await Promise.all([readTotals(context), context.records.need(chart, CHART_ID)]);
  const sums = turnover(
    totals.map(({ cells }) => cells),
    (effectiveOn) => effectiveOn <= on,
  );
  return buildTrialBalance(accounts, sums, on, currency);
}

/** Pure: accounts of the chart with the balances that their turnover comes to. */
export function buildTrialBalance(
  accounts: readonly Account[],
  sums: ReadonlyMap<string, Balance>,
  on: string,
  currency: string,
): TrialBalanceResource {
  const money = (minor: number) => toMoney(minor, currency);
  const rows = accounts.map((account) => {
    const { debitMinor, creditMinor } = sums.get(account.code) ?? { debitMinor: 0, creditMinor: 0 };
    return { account, balanceMinor: debitMinor - creditMinor };
  });
  const side = (sign: 1 | -1) => rows.reduce((sum, { balanceMinor }) => sum + Math.max(0, sign * balanceMinor), 0);
  const ofType = (type: AccountType) => {
    const sum = rows.filter((row) => row.account.type === type).reduce((total, row) => total + row.balanceMinor, 0);
    return type === 'asset' || type === 'expense' ? sum : -sum;
  };
  const sides = { debit: money(side(1)), credit: money(side(-1)) };
  return {
    on,
    currency,
    accounts: rows.map(({ account: { code, name, type }, balanceMinor }) => ({
      code,
      name,
      type,
      debit: money(Math.max(0, balanceMinor)),
      credit: money(Math.max(0, -balanceMinor)),
    })),
    ...sides,
    totals: {
      ...sides,
      asset: money(ofType('asset')),
      liability: money(ofType('liability')),
      equity: money(ofType('equity')),
      income: money(ofType('income')),
      expense: money(ofType('expense')),
      result: money(ofType('income') - ofType('expense')),
    },
  };
}
