import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STARTING_CHART } from '../../../domain/finance/accounts.ts';
import { decideEntry, decideReversal } from '../../../domain/finance/entry.decide.ts';
import type { EntryInput } from '../../../domain/finance/entry.resource.ts';
import type { JournalEntry } from '../../../domain/finance/entry.schema.ts';
import { buildTrialBalance } from '../../../domain/finance/queries/trial-balance.ts';
import { cellsOf, daysOfMonth, mergeCells, periodsOf, turnover } from '../../../domain/finance/totals.ts';
import { isRejection } from '../../../shared/rejection.ts';
import { addDays, daysBetween } from '../../../shared/values/time.ts';

const ms = (text: string) => Date.parse(text);
const day = fc.integer({ min: 0, max: 800 }).map((days) => addDays('2025-01-01', days));

describe('the periods of recording', () => {
  it('hold each day from the first to today exactly once', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 86_399_999 }), day, (a, time, b) => {
        const [first, today] = a <= b ? [a, b] : [b, a];
        const { months, days, openDays } = periodsOf(first, ms(`${today}T00:00:00Z`) + time);
        const all = [...months.flatMap((month) => daysOfMonth(month, first)), ...days, ...openDays];
        expect(all).toEqual(Array.from({ length: daysBetween(first, today) + 1 }, (_, index) => addDays(first, index)));
        expect(openDays.at(-1)).toBe(today);
      }),
    );
  });
  it.each([
    ['2026-03-01T00:30:00Z', ['2026-01'], 27, ['2026-02-28', '2026-03-01']],
    ['2026-03-01T01:00:00Z', ['2026-01', '2026-02'], 0, ['2026-03-01']],
    ['2026-03-02T12:00:00Z', ['2026-01', '2026-02'], 1, ['2026-03-02']],
  ])(
    'at %s are the months %j, %d final days and the open days %j: a day is final an hour after its end',
    (now, months, days, open) => {
      const periods = periodsOf('2026-01-10', ms(now));
      expect([periods.months, periods.days.length, periods.openDays]).toEqual([months, days, open]);
    },
  );
});

type Posting = { recordedOn: string; on: string; lines: JournalEntry['lines'] };
const accounts = STARTING_CHART.map(({ code }) => code);
const posting: fc.Arbitrary<Posting> = fc
  .record({
    recordedOn: day,
    backDated: fc.integer({ min: -30, max: 400 }),
    debit: fc.constantFrom(...accounts),
    credit: fc.constantFrom(...accounts),
    amount: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ recordedOn, backDated, debit, credit, amount }) => ({
    recordedOn,
    on: addDays(recordedOn, -backDated),
    lines: [
      { account: debit, debitMinor: amount, creditMinor: 0 },
      { account: credit, debitMinor: 0, creditMinor: amount },
    ],
  }));

describe('the trial balance (F13)', () => {
  it('sums to zero at any date, also with back-dated entries, and equals the sum of the entries themselves', () => {
    fc.assert(
      fc.property(fc.array(posting, { maxLength: 40 }), day, (postings, on) => {
        const byDay = Map.groupBy(postings, ({ recordedOn }) => recordedOn);
        const byMonth = Map.groupBy(byDay, ([recordedOn]) => recordedOn.slice(0, 7));
        const parts = [...byMonth.values()].map((days) => mergeCells(days.map(([, entries]) => cellsOf(entries))));
        const balance = buildTrialBalance(
          STARTING_CHART,
          turnover(parts, (date) => date <= on),
          on,
          'EUR',
        );
        expect(balance.debit).toEqual(balance.credit);
        for (const row of balance.accounts) {
          const own = postings.filter((entry) => entry.on <= on).flatMap((entry) => entry.lines);
          const expected = own
            .filter(({ account }) => account === row.code)
            .reduce((sum, line) => sum + line.debitMinor - line.creditMinor, 0);
          expect(Math.round(Number(row.debit.amount) * 100) - Math.round(Number(row.credit.amount) * 100)).toBe(
            expected,
          );
        }
        const { asset, liability, equity, result } = balance.totals;
        const cents = (money: { amount: string }) => Math.round(Number(money.amount) * 100);
        expect(cents(asset)).toBe(cents(liability) + cents(equity) + cents(result));
      }),
      { numRuns: 200 },
    );
  });
});

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return 'ok';
  } catch (error) {
    if (!isRejection(error)) throw error;
    const field = error.details.errors?.[0];
    return field === undefined ? error.code : `${field.pointer} ${field.code}`;
  }
};
const eur = (amount: string) => ({ amount, currency: 'EUR' });

describe('a manual entry', () => {
  it.each<[code: string, lines: EntryInput['lines']]>([
    [
      'ok',
      [
        { accountCode: '6200', debit: eur('12.00') },
        { accountCode: '1000', credit: eur('12.00') },
      ],
    ],
    [
      '/lines unbalanced',
      [
        { accountCode: '6200', debit: eur('12.00') },
        { accountCode: '1000', credit: eur('12.01') },
      ],
    ],
    [
      '/lines/0/accountCode unknown_account',
      [
        { accountCode: '9999', debit: eur('1') },
        { accountCode: '1000', credit: eur('1') },
      ],
    ],
    [
      '/lines/1/accountCode control_account',
      [
        { accountCode: '1000', debit: eur('1') },
        { accountCode: '1100', credit: eur('1') },
      ],
    ],
    [
      '/lines/0/accountCode control_account',
      [
        { accountCode: '1200', debit: eur('1') },
        { accountCode: '1000', credit: eur('1') },
      ],
    ],
    [
      '/lines/0/debit/currency currency_mismatch',
      [
        { accountCode: '6200', debit: { amount: '1', currency: 'USD' } },
        { accountCode: '1000', credit: eur('1') },
      ],
    ],
    [
      '/lines/0/debit/amount too_many_decimals',
      [
        { accountCode: '6200', debit: eur('1.001') },
        { accountCode: '1000', credit: eur('1') },
      ],
    ],
  ])('%s: %j', (code, lines) => {
    expect(codeOf(() => decideEntry({ memo: 'x', lines }, STARTING_CHART, 'EUR'))).toBe(code);
  });

  it('is taken back by its mirror image; what a document posted is not (F1)', () => {
    const entry = {
      source: { kind: 'manual', id: 'man_1' },
      lines: [
        { account: '6200', debitMinor: 5, creditMinor: 0 },
        { account: '1000', debitMinor: 0, creditMinor: 5 },
      ],
    } as JournalEntry;
    expect(decideReversal(entry)).toEqual([
      { account: '6200', debitMinor: 0, creditMinor: 5 },
      { account: '1000', debitMinor: 5, creditMinor: 0 },
    ]);
    expect(codeOf(() => decideReversal({ ...entry, source: { kind: 'invoice', id: 'inv_1' } }))).toBe(
      'finance.entry.not_manual',
    );
  });
});
