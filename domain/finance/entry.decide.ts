/** What people may post by hand, and how an entry is taken back. Pure. */
import { readMinor } from '../../shared/http/read-money.ts';
import { reject, rejectField } from '../../shared/rejection.ts';
import { daysBetween } from '../../shared/values/time.ts';
import { type Account, SUBLEDGER_ROLES } from './accounts.ts';
import type { EntryInput } from './entry.resource.ts';
import type { JournalEntry } from './entry.schema.ts';
import { balancedLines, type PostedLine } from './journal.ts';

const DAYS_AHEAD_MAX = 366;

/**
 * The lines of a manual entry.
 * @throws Rejection `unknown_account`, `control_account` (at the line: only documents post to it, F2), `unbalanced`,
 * `currency_mismatch` (422)
 */
export function decideEntry(input: EntryInput, accounts: readonly Account[], currency: string): PostedLine[] {
  const lines = input.lines.map(({ accountCode, debit, credit }, index): PostedLine => {
    const pointer = `/lines/${index}`;
    const account = accounts.find(({ code }) => code === accountCode);
    if (account === undefined) throw rejectField(`${pointer}/accountCode`, 'unknown_account', 'is not in the chart');
    if (account.role !== undefined && SUBLEDGER_ROLES.has(account.role)) {
      const why = 'is kept by documents and takes no manual entry';
      throw rejectField(`${pointer}/accountCode`, 'control_account', why);
    }
    const debitMinor = debit === undefined ? 0 : readMinor(debit, currency, `${pointer}/debit`);
    const creditMinor = credit === undefined ? 0 : readMinor(credit, currency, `${pointer}/credit`);
    return {
      account: accountCode,
      ...(account.role === undefined ? {} : { role: account.role }),
      debitMinor,
      creditMinor,
    };
  });
  const sum = (pick: (line: PostedLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  if (sum((line) => line.debitMinor) !== sum((line) => line.creditMinor)) {
    throw rejectField('/lines', 'unbalanced', 'debits and credits must be equal');
  }
  return balancedLines(lines);
}

/**
 * An entry may be dated ahead, such as a reversal on the first of next month, and no further than books are kept: to the
 * same day of next year. A slip in the year would hide the entry from every report that is read before that year.
 * ERPNext refuses a date that is in no fiscal year, of which it opens one ahead; the past is open until periods close.
 * @throws Rejection `too_far_ahead` at `/on`
 */
export function expectDated(on: string, today: string): void {
  if (daysBetween(today, on) <= DAYS_AHEAD_MAX) return;
  throw rejectField('/on', 'too_far_ahead', `must be at most ${DAYS_AHEAD_MAX} days ahead`);
}

/**
 * The lines that take an entry back.
 * @throws Rejection `finance.entry.not_manual` (409): what a document posted is taken back by its own counterpart, such
 * as a credit note
 */
export function decideReversal(entry: JournalEntry): PostedLine[] {
  if (entry.source.kind !== 'manual') {
    const why = `The entry belongs to a document (${entry.source.kind}); only manual entries are reversed by hand.`;
    throw reject('conflict', 'finance.entry.not_manual', why);
  }
  return entry.lines.map((line) => ({ ...line, debitMinor: line.creditMinor, creditMinor: line.debitMinor }));
}
