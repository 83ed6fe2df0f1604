import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROL_ROLES, ROLE_ACCOUNTS, STARTING_CHART } from '../../../domain/finance/accounts.ts';
import {
  type JournalLine,
  journalFor,
  MOVE_ACCOUNTS,
  type MoveKind,
  postedLines,
} from '../../../domain/finance/journal.ts';

describe('the journal of a valued move (DESIGN 1)', () => {
  it.each<[kind: MoveKind, debit: string, credit: string]>([
    ['receipt', 'stock', 'received_not_invoiced'],
    ['receipt_return', 'received_not_invoiced', 'stock'],
    ['issue', 'work_in_progress', 'stock'],
    ['issue_return', 'stock', 'work_in_progress'],
    ['output', 'stock', 'work_in_progress'],
    ['absorption', 'work_in_progress', 'conversion_cost_absorbed'],
    ['production_variance', 'production_variance', 'work_in_progress'],
    ['dispatch', 'cost_of_goods_sold', 'stock'],
    ['return', 'stock', 'cost_of_goods_sold'],
    ['adjustment', 'stock', 'stock_adjustment'],
  ])('%s debits %s and credits %s', (kind, debit, credit) => {
    expect(journalFor({ kind, valueMinor: 1_250 })).toEqual([
      { role: debit, debitMinor: 1_250 },
      { role: credit, creditMinor: 1_250 },
    ]);
  });

  it('turns the sides for a negative value, and says nothing for none', () => {
    expect(journalFor({ kind: 'adjustment', valueMinor: -300 })).toEqual([
      { role: 'stock_adjustment', debitMinor: 300 },
      { role: 'stock', creditMinor: 300 },
    ]);
    expect(journalFor({ kind: 'issue', valueMinor: 0 })).toEqual([]);
  });

  it('always balances', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(MOVE_ACCOUNTS) as MoveKind[])),
        fc.integer({ min: -1e12, max: 1e12 }),
        (kind, valueMinor) => {
          expect(() => postedLines(journalFor({ kind, valueMinor }))).not.toThrow();
        },
      ),
    );
  });
});

describe('posting', () => {
  const lines = (...given: JournalLine[]) => postedLines(given);
  it('drops zero lines and names account and role', () => {
    expect(
      lines(
        { role: 'bank', debitMinor: 5 },
        { role: 'revenue', creditMinor: 5 },
        { role: 'output_tax', creditMinor: 0 },
      ),
    ).toEqual([
      { account: '1000', role: 'bank', debitMinor: 5, creditMinor: 0 },
      { account: '4000', role: 'revenue', debitMinor: 0, creditMinor: 5 },
    ]);
    expect(lines({ role: 'bank', debitMinor: 0 }, { role: 'revenue', creditMinor: 0 })).toEqual([]);
  });
  it.each<[what: string, given: JournalLine[]]>([
    [
      'does not balance (F1)',
      [
        { role: 'bank', debitMinor: 5 },
        { role: 'revenue', creditMinor: 4 },
      ],
    ],
    [
      'has a negative amount',
      [
        { role: 'bank', debitMinor: -5 },
        { role: 'revenue', creditMinor: -5 },
      ],
    ],
    [
      'has a fraction of a minor unit',
      [
        { role: 'bank', debitMinor: 0.5 },
        { role: 'revenue', creditMinor: 0.5 },
      ],
    ],
    [
      'lacks the party of a receivable (F2)',
      [
        { role: 'receivable', debitMinor: 5 },
        { role: 'revenue', creditMinor: 5 },
      ],
    ],
    [
      'lacks the party of a payable (F2)',
      [
        { role: 'stock', debitMinor: 5 },
        { role: 'payable', creditMinor: 5 },
      ],
    ],
  ])('throws where an entry %s', (_what, given) => {
    expect(() => postedLines(given)).toThrow();
  });
});

describe('the chart that a tenant begins with', () => {
  it('has each code once and an account for every role, control accounts among them', () => {
    const codes = STARTING_CHART.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect([...codes].sort()).toEqual(codes);
    for (const [role, account] of Object.entries(ROLE_ACCOUNTS)) expect(account.role).toBe(role);
    for (const role of CONTROL_ROLES) expect(['asset', 'liability']).toContain(ROLE_ACCOUNTS[role].type);
  });
});
