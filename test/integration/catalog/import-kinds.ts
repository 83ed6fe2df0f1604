/** Runs a module's import kind on text columns, as the import job does. */
import { modules } from '../../../domain/modules.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import type { TestTenant } from '../../harness/world.ts';

export type TextRow = Readonly<Record<string, string>>;

/** The outcomes in the order of the rows; a row that its schema refuses is reported by the names of its columns. */
export async function runImportKind(
  tenant: TestTenant,
  kind: string,
  rows: readonly TextRow[],
  dryRun = false,
): Promise<ImportOutcome[]> {
  const declared = modules.flatMap(({ imports }) => imports).find((known) => known.kind === kind);
  if (declared === undefined) throw new Error(`No module imports ${kind}`);
  const parsed = rows.map((row, index) => ({ line: index + 2, read: declared.row.safeParse(row) }));
  const refused = parsed.flatMap(({ line, read }): ImportOutcome[] =>
    read.success
      ? []
      : [
          {
            line,
            result: 'refused',
            errors: read.error.issues.map(({ path, code, message }) => ({ field: String(path[0]), code, message })),
          },
        ],
  );
  const good = parsed.flatMap(({ line, read }) => (read.success ? [{ line, row: read.data }] : []));
  const run = await declared.run();
  const written = await run(tenant.context(), { rows: good, dryRun });
  return [...refused, ...written].sort((a, b) => a.line - b.line);
}

/** `created created refused:sku unknown_sku`: what happened to each row, in one line. */
export const told = (outcomes: readonly ImportOutcome[]): string[] =>
  outcomes.map((outcome) =>
    outcome.result === 'refused'
      ? `refused ${outcome.errors.map(({ field, code }) => `${field} ${code}`.trim()).join(', ')}`
      : outcome.result,
  );
