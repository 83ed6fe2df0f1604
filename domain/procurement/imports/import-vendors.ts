import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { decideNewVendor, decideVendorChange } from '../decide-vendor.ts';
import { vendorsByName } from '../queries/find-vendors.ts';
import { VendorInput } from '../vendor.resource.ts';
import type { Vendor } from '../vendor.schema.ts';
import { addVendor, changeVendor } from '../write-vendor.ts';
import { Flag, given, WholeNumber } from './columns.ts';

/** A row is a vendor; its external id (or else its code) makes a second import change it and not double it. */
export const VendorRow = z
  .strictObject({
    externalId: given(VendorInput.shape.externalId),
    code: given(VendorInput.shape.code),
    name: VendorInput.shape.name,
    email: given(VendorInput.shape.email),
    paymentTermsDays: given(WholeNumber.pipe(VendorInput.shape.paymentTermsDays)),
    taxCode: given(VendorInput.shape.taxCode),
    active: given(Flag),
    preferred: given(Flag),
  })
  .refine(({ externalId, code }) => externalId !== undefined || code !== undefined, {
    path: ['externalId'],
    message: 'a vendor needs an external id or a code',
  });
export type VendorRow = z.infer<typeof VendorRow>;

/** A vendor is at most six actions: record, audit, two claims, a release, event. */
const ROWS_PER_COMMIT = 12;

type Facts = { readonly known: ReadonlyMap<string, Stored<Vendor>>; readonly currency: string };
const keyOf = ({ externalId, code }: VendorRow): string => externalId ?? code ?? '';

export const importVendors = (context: Context, input: ImportInput<VendorRow>): Promise<ImportOutcome[]> =>
  importRows(context, input, {
    rowsPerCommit: ROWS_PER_COMMIT,
    prepare: async (work, rows): Promise<Facts> => ({
      known: await vendorsByName(work, rows.map(keyOf)),
      currency: (await profileOf(context)).currency,
    }),
    write: writeRow,
  });

function writeRow(work: Work, row: VendorRow, { known, currency }: Facts): RowResult {
  const before = known.get(keyOf(row));
  if (before === undefined) {
    const vendor = addVendor(work, decideNewVendor(work.context.deps.ids.next('ven'), row, currency));
    return { result: 'created', id: vendor.id };
  }
  const { after, changed } = decideVendorChange(before, row);
  if (changed) changeVendor(work, before, after);
  return { result: changed ? 'updated' : 'unchanged', id: before.id };
}
