/** Sums of journal entries, and which periods of recording a reader has to put together. Pure. */
import { addDays, instantOf } from '../../shared/values/time.ts';
import type { JournalEntry } from './entry.schema.ts';
import type { Cells } from './totals.schema.ts';

const HOUR_MS = 3_600_000;
/**
 * An entry carries the time at which its commit was begun. A commit that takes longer than this cannot happen (a
 * function lives 15 minutes), so a day is final an hour after it ended.
 */
const FINAL_AFTER_MS = HOUR_MS;

export type Balance = { readonly debitMinor: number; readonly creditMinor: number };

/** Sums entries by account and effective date. */
export function cellsOf(entries: readonly Pick<JournalEntry, 'on' | 'lines'>[]): Cells {
  const cells: Cells = {};
  for (const { on, lines } of entries) {
    for (const { account, debitMinor, creditMinor } of lines) addCell(cells, account, on, debitMinor, creditMinor);
  }
  return cells;
}

export function mergeCells(parts: readonly Cells[]): Cells {
  const merged: Cells = {};
  for (const part of parts) {
    for (const [account, dates] of Object.entries(part)) {
      for (const [on, [debitMinor, creditMinor]] of Object.entries(dates)) {
        addCell(merged, account, on, debitMinor, creditMinor);
      }
    }
  }
  return merged;
}

function addCell(cells: Cells, account: string, on: string, debitMinor: number, creditMinor: number): void {
  const dates = cells[account] ?? {};
  const [debit, credit] = dates[on] ?? [0, 0];
  dates[on] = [debit + debitMinor, credit + creditMinor];
  cells[account] = dates;
}

/** Turnover of each account over the effective dates that `counts` accepts. */
export function turnover(parts: readonly Cells[], counts: (on: string) => boolean): Map<string, Balance> {
  const sums = new Map<string, Balance>();
  for (const part of parts) {
    for (const [account, dates] of Object.entries(part)) {
      for (const [on, [debitMinor, creditMinor]] of Object.entries(dates)) {
        if (!counts(on)) continue;
        const sum = sums.get(account) ?? { debitMinor: 0, creditMinor: 0 };
        sums.set(account, {
          debitMinor: sum.debitMinor + debitMinor,
          creditMinor: sum.creditMinor + creditMinor,
        });
      }
    }
  }
  return sums;
}

export type Periods = {
  /** Finished months (`YYYY-MM`), each summed up in one record. */
  readonly months: readonly string[];
  /** Final days of the month that is not finished, each summed up in one record. */
  readonly days: readonly string[];
  /** Days to which entries may still come: their entries are read themselves. */
  readonly openDays: readonly string[];
};

/** The periods of recording from the first day of the books to now, each day in exactly one of them. */
export function periodsOf(firstDay: string, nowMs: number): Periods {
  const today = instantOf(nowMs).slice(0, 10);
  const lastFinal = addDays(instantOf(nowMs - FINAL_AFTER_MS).slice(0, 10), -1);
  const months: string[] = [];
  const days: string[] = [];
  const openDays: string[] = [];
  let day = firstDay;
  while (lastDayOf(day) <= lastFinal) {
    months.push(day.slice(0, 7));
    day = addDays(lastDayOf(day), 1);
  }
  for (; day <= today; day = addDays(day, 1)) (day <= lastFinal ? days : openDays).push(day);
  return { months, days, openDays };
}

/** The days of a month from the first day of the books on. */
export function daysOfMonth(month: string, firstDay: string): string[] {
  const start = `${month}-01`;
  const last = lastDayOf(start);
  const days: string[] = [];
  for (let day = firstDay > start ? firstDay : start; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

function lastDayOf(day: string): string {
  const nextMonth = addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7);
  return addDays(`${nextMonth}-01`, -1);
}
