/** Hands the rows of a step to their kind: validates each, groups what goes together, and runs groups side by side. */
import type { Context } from '../../shared/context.ts';
import { gatherCustom } from '../../shared/custom-fields/import-custom-fields.ts';
import { fieldErrors } from '../../shared/http/read-input.ts';
import type { ImportKind, ImportOutcome, ImportRow } from '../../shared/module.ts';
import { isRejection, type Rejection } from '../../shared/rejection.ts';
import type { RowError } from './import.schema.ts';
import type { ReadRow } from './read-rows.ts';

/** Rows of a kind without groups that are handed over at once. */
const BATCH_ROWS = 20;
/** Groups at work at the same time; more would only meet each other's writes. */
const WORKERS = 4;

export type CheckedRow = {
  readonly line: number;
  readonly next: ReadRow['next'];
  /** Rows of one group go together; undefined where the kind has none or the row is refused. */
  readonly group: string | undefined;
  readonly row?: unknown;
  readonly errors: readonly RowError[];
};

/** Checks a row against the kind's schema. */
export function checkRow(kind: ImportKind, { line, next, read }: ReadRow): CheckedRow {
  if ('error' in read) return { line, next, group: undefined, errors: [read.error] };
  const parsed = kind.row.safeParse(gatherCustom(read.values), { reportInput: true });
  if (parsed.success) return { line, next, group: kind.groupBy?.(parsed.data), row: parsed.data, errors: [] };
  return { line, next, group: undefined, errors: fieldErrors(parsed.error, '').map(toRowError) };
}

const toRowError = ({ pointer, code, message }: { pointer: string; code: string; message: string }): RowError => ({
  field: pointer.replace(/^\//, '').replaceAll('/', '.'),
  code,
  message,
});

type Group = readonly ImportRow<unknown>[];

/**
 * Carries out the rows of a step and says what became of each.
 * @throws Error where the kind breaks down or the table is out of reach: nothing is said of a row that was not decided
 */
export async function runRows(
  context: Context,
  kind: ImportKind,
  rows: readonly CheckedRow[],
  dryRun: boolean,
): Promise<ImportOutcome[]> {
  const run = await kind.run();
  const outcomes: ImportOutcome[] = rows
    .filter(({ errors }) => errors.length > 0)
    .map(({ line, errors }) => ({ line, result: 'refused', errors }));
  const groups = groupsOf(
    rows.filter(({ errors }) => errors.length === 0),
    kind.groupBy !== undefined,
  );
  const runGroup = async (group: Group): Promise<ImportOutcome[]> => {
    try {
      return complete(kind, group, await run(context, { rows: group, dryRun }));
    } catch (error) {
      if (!isRejection(error) || error.kind === 'unavailable') throw error;
      if (kind.groupBy !== undefined || group.length === 1) return group.map(({ line }) => refusal(line, error));
      // Rows that only happened to be handed over together do not fall together.
      const alone: ImportOutcome[] = [];
      for (const row of group) alone.push(...(await runGroup([row])));
      return alone;
    }
  };
  outcomes.push(...(await sideBySide(groups, runGroup)));
  return outcomes.sort((a, b) => a.line - b.line);
}

/** Runs the groups by a few workers. Where one breaks down the others finish what they have begun and take no more. */
async function sideBySide(
  groups: readonly Group[],
  runGroup: (group: Group) => Promise<ImportOutcome[]>,
): Promise<ImportOutcome[]> {
  const queue = [...groups];
  const outcomes: ImportOutcome[] = [];
  const work = async () => {
    for (let group = queue.shift(); group !== undefined; group = queue.shift()) {
      try {
        outcomes.push(...(await runGroup(group)));
      } catch (error) {
        queue.length = 0;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: WORKERS }, work));
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
  return outcomes;
}

function groupsOf(rows: readonly CheckedRow[], isGrouped: boolean): Group[] {
  const key = ({ group }: CheckedRow, index: number) =>
    isGrouped ? `g${group ?? ''}` : `b${Math.floor(index / BATCH_ROWS)}`;
  const groups = Map.groupBy(rows.entries(), ([index, row]) => key(row, index));
  return [...groups.values()].map((entries) => entries.map(([, { line, row }]) => ({ line, row })));
}

/** @throws Error where the kind says nothing of a row: a fault of the module, not of the file */
function complete(kind: ImportKind, group: Group, outcomes: ImportOutcome[]): ImportOutcome[] {
  const told = new Set(outcomes.map(({ line }) => line));
  const silent = group.find(({ line }) => !told.has(line));
  if (silent !== undefined) throw new Error(`The kind ${kind.kind} said nothing of line ${silent.line}`);
  return outcomes;
}

function refusal(line: number, { code, message, details }: Rejection): ImportOutcome {
  const errors = details.errors?.map(toRowError) ?? [{ field: '', code, message }];
  return { line, result: 'refused', errors };
}
