import type { Context } from '../../../shared/context.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { locationEntity, locationIdOf } from '../location.entity.ts';
import type { LocationRow } from '../location.row.ts';
import type { Location } from '../location.schema.ts';
import { newLocation } from '../write-location.ts';

type Known = Map<string, Stored<Location>>;

/** Record and audit entry. */
const ROWS_PER_COMMIT = 12;

/** Adds locations by code, or renames those that are known; the same row again changes nothing. */
export const importLocations = (context: Context, input: ImportInput<LocationRow>): Promise<ImportOutcome[]> =>
  importRows(context, input, { rowsPerCommit: ROWS_PER_COMMIT, prepare: readKnown, write: importLocation });

async function readKnown(work: Work, rows: readonly LocationRow[]): Promise<Known> {
  const found = await work.records.getMany(
    locationEntity,
    rows.map(({ code }) => locationIdOf(work.context.tenantId, code)),
  );
  return new Map(found.map((location) => [location.id, location]));
}

function importLocation(work: Work, { code, name, kind = 'store' }: LocationRow, known: Known): RowResult {
  const fields = newLocation(work.context.tenantId, { code, name, kind });
  const before = known.get(fields.id);
  if (before === undefined) {
    known.set(fields.id, work.create(locationEntity, fields));
    return { result: 'created', id: fields.id };
  }
  if (before.kind !== kind) {
    throw rejectField('/kind', 'inventory.location.kind_fixed', `The location is a ${before.kind}, which is fixed.`);
  }
  if (name === undefined || before.name === name) return { result: 'unchanged', id: before.id };
  known.set(fields.id, work.update(locationEntity, before, { name }));
  return { result: 'updated', id: before.id };
}
