import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { notFound, rejectField } from '../../../shared/rejection.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { toMoney } from '../../../shared/values/money.ts';
import { daysBetween } from '../../../shared/values/time.ts';
import { journalEntry } from '../entry.entity.ts';
import type { JournalEntry } from '../entry.schema.ts';
import type { LedgerQuery, LedgerResource } from '../ledger.resource.ts';
import { CHART_ID, chart } from '../settings.entity.ts';
import { turnover } from '../totals.ts';
import { type PeriodTotals, readTotals } from './read-totals.ts';

const RANGE_DAYS_MAX = 366;
const LINES_MAX = 10_000;
const DAYS_AT_ONCE = 8;

/**
 * The lines of one account between two effective dates, with the balance before and after each: the drill-down from a
 * figure to its entries (F13). Only days of recording whose sums touch the account in the range are read.
 * @throws Rejection `finance.account.not_found` (404), `range_too_long` (422)
 */
export async function accountLedger(
  context: Context,
  { params, query }: RouteInput<{ accountCode: string }, LedgerQuery>,
): Promise<LedgerResource> {
  const { from, to } = query;
  if (daysBetween(from, to) > RANGE_DAYS_MAX) throw tooLong(`must be at most ${RANGE_DAYS_MAX} days after from`);
  const { accounts } = await context.records.need(chart, CHART_ID);
  const account = accounts.find(({ code }) => code === params.accountCode);
  if (account === undefined) throw notFound('finance.account');
  const { currency } = await profileOf(context);
  const totals = await readTotals(context);
  const days = totals.filter((part) => touches(part, account.code, from, to)).flatMap((part) => part.days);
  const entries = await readEntries(context, days);
  const opening = balanceBefore(totals, account.code, from);
  const { lines, closingMinor } = buildLedger(entries, { code: account.code, from, to }, opening, currency);
  return { account, from, to, opening: toMoney(opening, currency), lines, closing: toMoney(closingMinor, currency) };
}

const touches = ({ cells }: PeriodTotals, code: string, from: string, to: string): boolean =>
  Object.keys(cells[code] ?? {}).some((on) => on >= from && on <= to);

function balanceBefore(totals: readonly PeriodTotals[], code: string, from: string): number {
  const sums = turnover(
    totals.map(({ cells }) => cells),
    (on) => on < from,
  );
  const { debitMinor, creditMinor } = sums.get(code) ?? { debitMinor: 0, creditMinor: 0 };
  return debitMinor - creditMinor;
}

async function readEntries(context: Context, days: readonly string[]): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for (let start = 0; start < days.length; start += DAYS_AT_ONCE) {
    const chunk = days.slice(start, start + DAYS_AT_ONCE);
    const read = await Promise.all(chunk.map((recordedOn) => context.records.partition(journalEntry, { recordedOn })));
    entries.push(...read.flat());
  }
  return entries;
}

/** Pure: the account's lines in order of effective date, then of recording, with the running balance. */
function buildLedger(
  entries: readonly JournalEntry[],
  range: { code: string; from: string; to: string },
  openingMinor: number,
  currency: string,
): { lines: LedgerResource['lines']; closingMinor: number } {
  const inRange = entries.filter(({ on }) => on >= range.from && on <= range.to);
  const ordered = inRange.sort((a, b) => (`${a.on}#${a.id}` < `${b.on}#${b.id}` ? -1 : 1));
  let balanceMinor = openingMinor;
  const lines = ordered.flatMap(({ id, on, memo, source, lines: posted }) =>
    posted
      .filter(({ account }) => account === range.code)
      .map(({ debitMinor, creditMinor, partyId }) => {
        balanceMinor += debitMinor - creditMinor;
        return {
          entryId: id,
          on,
          memo,
          source,
          partyId: partyId ?? null,
          debit: toMoney(debitMinor, currency),
          credit: toMoney(creditMinor, currency),
          balance: toMoney(balanceMinor, currency),
        };
      }),
  );
  if (lines.length > LINES_MAX) throw tooLong(`gives more than ${LINES_MAX} lines; ask for a shorter range`);
  return { lines, closingMinor: balanceMinor };
}

const tooLong = (message: string) => rejectField('/query/to', 'range_too_long', message);
