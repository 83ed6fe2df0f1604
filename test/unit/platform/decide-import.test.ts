import { describe, expect, it } from 'vitest';
import { chooseChunk } from '../../../domain/platform/choose-chunk.ts';
import { awaitsStep, decideFailure, decideStep } from '../../../domain/platform/decide-import.ts';
import type { ImportJob } from '../../../domain/platform/import.schema.ts';
import { FAILURES_MAX } from '../../../domain/platform/job-steps.ts';
import type { ImportOutcome } from '../../../shared/module.ts';

const job = (changes: Partial<ImportJob> = {}): ImportJob => ({
  ...{ id: 'imp_1', kind: 'widgets', format: 'csv', dryRun: false, state: 'running', sourceKey: 'k', bytes: 1_000 },
  ...{ delimiter: ',', mapping: {}, cursor: { byte: 10, line: 2 }, step: 4, rowsPerStep: 100 },
  counts: { rows: 5, created: 5, updated: 0, unchanged: 0, refused: 0 },
  ...{ refusedFirst: [], pages: 0, reportTruncated: false, failures: 0, correlationId: 'c' },
  ...{ createdBy: { kind: 'user', id: 'usr_a' } },
  ...changes,
});
const refused = (line: number): ImportOutcome => ({
  ...{ line, result: 'refused', errors: [{ field: 'sku', code: 'required', message: 'is required' }] },
});
const created = (line: number): ImportOutcome => ({ line, result: 'created', id: `w${line}` });
const step = (outcomes: ImportOutcome[], elapsedMs = 1_000, isLast = false) => ({
  ...{ outcomes, elapsedMs, isLast, cursor: { byte: 500, line: 80 } },
});
const AT = '2026-03-02T09:00:00.000Z';

describe('a step of an import', () => {
  it('adds up what became of the rows and moves the cursor on', () => {
    const { changes, finished } = decideStep(job(), step([created(2), refused(3), created(4)]), AT);
    expect(changes).toMatchObject({
      state: 'running',
      step: 5,
      cursor: { byte: 500, line: 80 },
      counts: { rows: 8, created: 7, refused: 1 },
    });
    expect(finished).toBe(false);
  });
  it('starts with the first step and succeeds with the last, which may be the same', () => {
    const { changes, finished } = decideStep(job({ state: 'queued' }), step([created(2)], 10, true), AT);
    expect(changes).toMatchObject({ state: 'succeeded', startedAt: AT, finishedAt: AT });
    expect(finished).toBe(true);
  });
  it('shows the first twenty refused rows and keeps all of them in pages, in the order of the file', () => {
    const lines = Array.from({ length: 120 }, (_, index) => 200 - index);
    const { changes, pages } = decideStep(job({ pages: 3 }), step(lines.map(refused)), AT);
    expect(changes.refusedFirst?.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => 81 + index));
    expect(pages.map(({ page, rows }) => `${page}: ${rows.length}`)).toEqual([
      '000003: 50',
      '000004: 50',
      '000005: 20',
    ]);
    expect(changes).toMatchObject({ pages: 6, reportTruncated: false });
  });
  it('says so where more rows are refused than the report keeps, and counts them all the same', () => {
    const lines = Array.from({ length: 120 }, (_, index) => index);
    const { changes, pages } = decideStep(job({ pages: 199 }), step(lines.map(refused)), AT);
    expect([pages.length, changes.reportTruncated, changes.counts?.refused]).toEqual([1, true, 120]);
  });
  it('cuts what a file may put into a message', () => {
    const errors = [{ field: 'x'.repeat(9_999), code: 'c', message: 'm'.repeat(9_999) }];
    const { changes } = decideStep(job(), step([{ line: 2, result: 'refused', errors }]), AT);
    expect(JSON.stringify(changes.refusedFirst).length).toBeLessThan(600);
  });
  it.each([
    // took, rows before, rows next
    [3_000, 100, 50],
    [3_000, 10, 10],
    [1_000, 100, 100],
    [100, 100, 200],
    [100, 400, 400],
  ])('took %i ms for %i rows: %i next', (elapsedMs, rowsPerStep, next) => {
    expect(decideStep(job({ rowsPerStep }), step([], elapsedMs), AT).changes.rowsPerStep).toBe(next);
  });
  it.each([
    ['running', 4, 4, true],
    ['queued', 0, 0, true],
    ['running', 5, 4, false],
    ['running', 3, 4, false],
    ['succeeded', 4, 4, false],
    ['cancelled', 4, 4, false],
    ['failed', 4, 4, false],
  ] as const)('a job that is %s at step %i awaits step %i: %s', (state, at, asked, expected) => {
    expect(awaitsStep(job({ state, step: at }), asked)).toBe(expected);
  });
  it('breaks down a few times before it is given up, and forgets that with the next step that works', () => {
    const failure = { code: 'internal', message: 'm' };
    expect(decideFailure(job(), failure, AT)).toEqual({ failures: 1 });
    expect(decideFailure(job({ failures: FAILURES_MAX - 1 }), failure, AT)).toMatchObject({ state: 'failed', failure });
    expect(decideStep(job({ failures: 2 }), step([]), AT).changes.failures).toBe(0);
  });
});

describe('rows that go together', () => {
  it.each([
    // groups of the rows read, wanted, more follow, rows taken
    ['aabbc', 10, false, 5],
    ['aabbc', 10, true, 4],
    ['aabbb', 10, true, 2],
    ['aaaaa', 10, true, 5],
    ['aabbbcc', 3, false, 2],
    ['aabbbcc', 2, false, 2],
    ['aaaaabb', 3, false, 5],
    ['.......', 3, true, 3],
    ['aa.bb', 3, true, 3],
    ['aa.', 3, true, 3],
    ['', 3, true, 0],
    ['', 3, false, 0],
  ])('of %s with %i wanted (more: %s) %i go', (text, wanted, moreFollow, expected) => {
    const groups = [...text].map((letter) => (letter === '.' ? undefined : letter));
    expect(chooseChunk(groups, wanted, moreFollow)).toBe(expected);
  });
});
