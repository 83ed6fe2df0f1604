import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { addDays, daysBetween, todayOn } from '../../../shared/values/time.ts';
import { balanceAt } from '../invoice.balance.ts';
import { invoice } from '../invoice.entity.ts';
import type { Invoice } from '../invoice.schema.ts';
import { AGEING_BUCKETS, type AgeingBucket, type AgeingResource, type AsOfQuery } from '../ledger.resource.ts';

const PAGE = 200;
const LISTS_AT_ONCE = 8;

/**
 * Open receivables by account and days past due, as of any day (F9): equal to the receivable account of the trial
 * balance of that day. Invoices that are settled today but were open then are found by the month of their settlement.
 */
export async function ageing(context: Context, { query }: RouteInput<unknown, AsOfQuery>): Promise<AgeingResource> {
  const { currency, timeZone, createdAt } = await profileOf(context);
  const today = todayOn(context.deps.clock, timeZone);
  const on = query.on ?? today;
  // No invoice is older than the books, and so no settled one is in the list of an earlier month.
  const firstDay = addDays(createdAt.slice(0, 10), -1);
  const [, fromDay = on] = [on, firstDay].sort();
  const lists = ['open', ...monthsFrom(fromDay, today)];
  const invoices: Invoice[] = [];
  for (let start = 0; start < lists.length; start += LISTS_AT_ONCE) {
    const chunk = lists.slice(start, start + LISTS_AT_ONCE).map((list) => readList(context, list));
    invoices.push(...(await Promise.all(chunk)).flat());
  }
  return buildAgeing(invoices, on, currency);
}

/** Pure: months (`YYYY-MM`) from that of `on` to that of `today`. */
function monthsFrom(on: string, today: string): string[] {
  const months: string[] = [];
  for (let [year, month] = [Number(on.slice(0, 4)), Number(on.slice(5, 7))]; ; month += 1) {
    if (month > 12) [year, month] = [year + 1, 1];
    const name = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    if (name > today.slice(0, 7)) return months;
    months.push(name);
  }
}

async function readList(context: Context, agedIn: string): Promise<Invoice[]> {
  const found: Invoice[] = [];
  let page = await context.records.list(invoice, 'byAge', [agedIn], { limit: PAGE });
  found.push(...page.records);
  while (page.next !== undefined) {
    page = await context.records.list(invoice, 'byAge', [agedIn], { limit: PAGE, after: page.next });
    found.push(...page.records);
  }
  return found;
}

export function bucketOf(daysPastDue: number): AgeingBucket {
  if (daysPastDue <= 0) return 'notDue';
  if (daysPastDue <= 30) return 'days1To30';
  if (daysPastDue <= 60) return 'days31To60';
  return daysPastDue <= 90 ? 'days61To90' : 'over90';
}

type Sums = Record<AgeingBucket, number>;
const noSums = (): Sums => ({ notDue: 0, days1To30: 0, days31To60: 0, days61To90: 0, over90: 0 });

/** Pure: what each account owes at the end of `on`; what is to go back to a customer counts below zero. */
export function buildAgeing(invoices: readonly Invoice[], on: string, currency: string): AgeingResource {
  const byAccount = new Map<string, { accountName: string; sums: Sums }>();
  const all = noSums();
  for (const document of invoices) {
    const balanceMinor = balanceAt(document, on);
    if (balanceMinor === 0) continue;
    const bucket = bucketOf(daysBetween(document.dueOn, on));
    const row = byAccount.get(document.accountId) ?? { accountName: document.accountName, sums: noSums() };
    row.sums[bucket] += balanceMinor;
    all[bucket] += balanceMinor;
    byAccount.set(document.accountId, row);
  }
  const present = (sums: Sums) => ({
    notDue: toMoney(sums.notDue, currency),
    days1To30: toMoney(sums.days1To30, currency),
    days31To60: toMoney(sums.days31To60, currency),
    days61To90: toMoney(sums.days61To90, currency),
    over90: toMoney(sums.over90, currency),
    total: toMoney(
      AGEING_BUCKETS.reduce((sum, bucket) => sum + sums[bucket], 0),
      currency,
    ),
  });
  const accounts = [...byAccount].map(([accountId, { accountName, sums }]) => ({
    accountId,
    accountName,
    ...present(sums),
  }));
  return { on, accounts: accounts.sort((a, b) => (a.accountName < b.accountName ? -1 : 1)), totals: present(all) };
}
