/** The common part of every import: rows are decided one by one and committed in groups. */
import { asStep, type Context } from './context.ts';
import { NESTED_COLUMN } from './custom-fields/import-custom-fields.ts';
import type { ImportOutcome, ImportRow } from './module.ts';
import { Rejection } from './rejection.ts';
import { commit, type Work } from './table/unit-of-work.ts';

export type RowResult = { readonly result: 'created' | 'updated' | 'unchanged'; readonly id: string };
export type ImportInput<Row> = { readonly rows: readonly ImportRow<Row>[]; readonly dryRun: boolean };

type RowImport<Row, Facts> = {
  /** So many that a commit stays well under its 100 actions. */
  readonly rowsPerCommit: number;
  /** Reads for all rows of a commit at once what their decisions need. */
  readonly prepare: (work: Work, rows: readonly Row[]) => Promise<Facts>;
  /** Decides and writes one row; everything that can be refused is refused before the first write. */
  readonly write: (work: Work, row: Row, facts: Facts) => Promise<RowResult> | RowResult;
  /** What the rows of a commit add to it together, such as the one document that tells of them. */
  readonly finish?: (work: Work, facts: Facts) => Promise<void>;
};

/** Carries what a dry run found out of the commit that must not be sent. */
class DryRun extends Error {
  override readonly name = 'DryRun';
  readonly result: unknown;
  constructor(result: unknown) {
    super('The commit of a dry run is not sent');
    this.result = result;
  }
}

/** Commits, or with `dryRun` decides all the same and writes nothing. */
export async function commitUnlessDry<Result>(
  context: Context,
  dryRun: boolean,
  body: (work: Work) => Promise<Result>,
): Promise<Result> {
  if (!dryRun) return commit(context, body);
  try {
    return await commit(context, async (work) => {
      throw new DryRun(await body(work));
    });
  } catch (error) {
    if (error instanceof DryRun) return error.result as Result;
    throw error;
  }
}

/**
 * Imports rows in commits of `rowsPerCommit`. A refused row does not hold back the others of its commit; where the
 * commit as a whole is refused (another writer took a SKU between read and write) its rows go again one by one.
 */
export async function importRows<Row, Facts>(
  context: Context,
  { rows, dryRun }: ImportInput<Row>,
  options: RowImport<Row, Facts>,
): Promise<ImportOutcome[]> {
  const step = asStep(context);
  const outcomes: ImportOutcome[] = [];
  for (let start = 0; start < rows.length; start += options.rowsPerCommit) {
    const group = rows.slice(start, start + options.rowsPerCommit);
    try {
      outcomes.push(...(await importGroup(step, group, dryRun, options)));
    } catch (error) {
      if (!(error instanceof Rejection) || error.kind === 'unavailable') throw error;
      for (const row of group) outcomes.push(await importAlone(step, row, dryRun, options));
    }
  }
  return outcomes;
}

async function importGroup<Row, Facts>(
  step: Context,
  rows: readonly ImportRow<Row>[],
  dryRun: boolean,
  { prepare, write, finish }: RowImport<Row, Facts>,
): Promise<ImportOutcome[]> {
  return commitUnlessDry(step, dryRun, async (work) => {
    const outcomes: ImportOutcome[] = [];
    const facts = await prepare(
      work,
      rows.map(({ row }) => row),
    );
    for (const { line, row } of rows) {
      outcomes.push(await outcomeOf(line, async () => write(work, row, facts)));
    }
    await finish?.(work, facts);
    return outcomes;
  });
}

function importAlone<Row, Facts>(
  step: Context,
  row: ImportRow<Row>,
  dryRun: boolean,
  options: RowImport<Row, Facts>,
): Promise<ImportOutcome> {
  return importGroup(step, [row], dryRun, options).then(
    ([outcome]) => outcome ?? refusedRow(row.line, new Error('no outcome')),
    (error: unknown) => refusedRow(row.line, error),
  );
}

/** The outcome of one row; a rejection becomes the row's report, anything else goes up. */
async function outcomeOf(line: number, decide: () => Promise<RowResult>): Promise<ImportOutcome> {
  try {
    return { line, ...(await decide()) };
  } catch (error) {
    return refusedRow(line, error);
  }
}

/** A row's refusal: each field by name (`/listPrice/currency` is the column `listPrice`), or the rule alone. */
export function refusedRow(line: number, error: unknown): ImportOutcome {
  if (!(error instanceof Rejection) || error.kind === 'unavailable') throw error;
  const { errors } = error.details;
  const fields = errors?.map(({ pointer, code, message }) => ({ field: fieldOf(pointer), code, message }));
  return { line, result: 'refused', errors: fields ?? [{ field: '', code: error.code, message: error.message }] };
}

/** `/customFields/region` is the column `customFields.region`. */
function fieldOf(pointer: string): string {
  const [, field = '', inner] = pointer.split('/');
  return field === NESTED_COLUMN && inner !== undefined ? `${field}.${inner}` : field;
}
