/**
 * Balances as projections of the entries: finished periods from their sums, which are made when first asked for, and
 * what was recorded since from the entries themselves, read consistently. So the newest entry always counts, and the
 * work does not grow with the number of entries but with the age of the books: one small record a month.
 */
import { asStep, type Context } from '../../../shared/context.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { journalEntry } from '../entry.entity.ts';
import { ledgerTotals } from '../totals.entity.ts';
import type { Cells, LedgerTotals } from '../totals.schema.ts';
import { cellsOf, daysOfMonth, mergeCells, type Periods, periodsOf } from '../totals.ts';

/** Sums of one period of recording. `days` are the days it spans. */
export type PeriodTotals = { readonly days: readonly string[]; readonly cells: Cells };

/** Days read at once when a finished period is summed up for the first time. */
const DAYS_AT_ONCE = 8;
const RECORDS_A_COMMIT = 25;

/** The sums of all entries ever recorded, by period of recording and effective date. */
export async function readTotals(context: Context): Promise<PeriodTotals[]> {
  const firstDay = (await profileOf(context)).createdAt.slice(0, 10);
  const periods = periodsOf(firstDay, context.deps.clock.now());
  const [finished, open] = await Promise.all([
    readFinished(context, periods, firstDay),
    readDays(context, periods.openDays),
  ]);
  return [...finished, ...open];
}

async function readFinished(context: Context, { months, days }: Periods, firstDay: string): Promise<PeriodTotals[]> {
  const spans = new Map([
    ...months.map((month): [string, string[]] => [month, daysOfMonth(month, firstDay)]),
    ...days.map((day): [string, string[]] => [day, [day]]),
  ]);
  const kept = await context.records.getMany(
    ledgerTotals,
    [...spans.keys()].map((period) => ({ period })),
  );
  const known = new Map(kept.map(({ period, cells }) => [period, cells]));
  const missing = [...spans].filter(([period]) => !known.has(period));
  for (const { period, cells } of await sumUp(context, missing)) known.set(period, cells);
  return [...spans].map(([period, spanned]) => ({ days: spanned, cells: known.get(period) ?? {} }));
}

/** Sums up finished periods and keeps the sums. Whoever else does it at the same time comes to the same. */
async function sumUp(context: Context, periods: readonly [string, readonly string[]][]): Promise<LedgerTotals[]> {
  const made: LedgerTotals[] = [];
  for (const [period, days] of periods) {
    const parts = await readDays(context, days);
    made.push({ period, cells: mergeCells(parts.map(({ cells }) => cells)) });
  }
  for (let start = 0; start < made.length; start += RECORDS_A_COMMIT) {
    const chunk = made.slice(start, start + RECORDS_A_COMMIT);
    await commit(asStep(context), async (work) => {
      const there = await work.records.getMany(
        ledgerTotals,
        chunk.map(({ period }) => ({ period })),
      );
      const known = new Set(there.map(({ period }) => period));
      for (const totals of chunk) if (!known.has(totals.period)) work.create(ledgerTotals, totals);
    });
  }
  return made;
}

async function readDays(context: Context, days: readonly string[]): Promise<PeriodTotals[]> {
  const read: PeriodTotals[] = [];
  for (let start = 0; start < days.length; start += DAYS_AT_ONCE) {
    const chunk = days.slice(start, start + DAYS_AT_ONCE).map(async (day) => {
      const entries = await context.records.partition(journalEntry, { recordedOn: day });
      return { days: [day], cells: cellsOf(entries) };
    });
    read.push(...(await Promise.all(chunk)));
  }
  return read;
}
