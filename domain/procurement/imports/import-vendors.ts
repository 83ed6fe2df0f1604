import type { Context } from '../../../shared/context.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { decideNewVendor, decideVendorChange } from '../decide-vendor.ts';
import { vendorsByName } from '../queries/find-vendors.ts';
import type { VendorRow } from '../vendor.row.ts';
import type { Vendor } from '../vendor.schema.ts';
import { addVendor, changeVendor } from '../write-vendor.ts';

/** A vendor is at most seven actions: record, audit, two claims, two releases, event. */
const ROWS_PER_COMMIT = 12;

type Facts = { readonly known: Map<string, Stored<Vendor>>; readonly currency: string };
const keyOf = ({ externalId, code }: VendorRow): string => externalId ?? code ?? '';

/** Adds vendors by external id (or code), or changes those that are known; the same row again changes nothing. */
export const importVendors = (context: Context, input: ImportInput<VendorRow>): Promise<ImportOutcome[]> =>
  importRows(context, input, {
    rowsPerCommit: ROWS_PER_COMMIT,
    prepare: async (work, rows): Promise<Facts> => ({
      known: await vendorsByName(work, rows.map(keyOf)),
      currency: (await profileOf(context)).currency,
    }),
    write: importVendor,
  });

function importVendor(work: Work, row: VendorRow, { known, currency }: Facts): RowResult {
  const key = keyOf(row);
  const before = known.get(key);
  if (before === undefined) {
    const vendor = addVendor(work, decideNewVendor(work.context.deps.ids.next('ven'), row, currency));
    known.set(key, vendor);
    return { result: 'created', id: vendor.id };
  }
  const { after, changed } = decideVendorChange(before, row);
  if (changed) known.set(key, changeVendor(work, before, after));
  return { result: changed ? 'updated' : 'unchanged', id: before.id };
}
