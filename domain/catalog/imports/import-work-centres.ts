import type { Context } from '../../../shared/context.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { workCentre, workCentreIdOf } from '../work-centre.entity.ts';
import type { WorkCentreRow } from '../work-centre.row.ts';
import type { WorkCentre } from '../work-centre.schema.ts';

const ROWS_PER_COMMIT = 20;

/** Adds work centres, or changes those whose code is known. */
export const importWorkCentres = (context: Context, input: ImportInput<WorkCentreRow>): Promise<ImportOutcome[]> =>
  importRows(context, input, {
    rowsPerCommit: ROWS_PER_COMMIT,
    prepare: readKnown,
    write: importWorkCentre,
  });

async function readKnown(work: Work, rows: readonly WorkCentreRow[]): Promise<Map<string, Stored<WorkCentre>>> {
  const { tenantId } = work.context;
  const ids = rows.map(({ code }) => workCentreIdOf(tenantId, code));
  return new Map((await work.records.getMany(workCentre, ids)).map((centre) => [centre.code, centre]));
}

function importWorkCentre(work: Work, row: WorkCentreRow, known: Map<string, Stored<WorkCentre>>): RowResult {
  const before = known.get(row.code);
  const save = (record: Stored<WorkCentre>, result: RowResult['result']): RowResult => {
    known.set(record.code, record);
    return { result, id: record.id };
  };
  if (before === undefined) {
    const { code, name = code, hourlyRate = 0 } = row;
    const id = workCentreIdOf(work.context.tenantId, code);
    return save(work.create(workCentre, { id, code, name, hourlyRate, active: true }), 'created');
  }
  const { name = before.name, hourlyRate = before.hourlyRate } = row;
  if (name === before.name && hourlyRate === before.hourlyRate) return { result: 'unchanged', id: before.id };
  return save(work.update(workCentre, before, { name, hourlyRate }), 'updated');
}
