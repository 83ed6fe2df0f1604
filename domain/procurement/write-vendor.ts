/** The writes of a vendor in a commit: the record, the values only it may hold, its event. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { vendorCreated, vendorUpdated } from './events.ts';
import { VENDOR_CODE_RULE, VENDOR_EXTERNAL_ID_RULE, vendorEntity } from './vendor.entity.ts';
import type { Vendor } from './vendor.schema.ts';

export function addVendor(work: Work, fields: Vendor): Stored<Vendor> {
  const created = work.create(vendorEntity, fields);
  claimIdentity(work, undefined, created);
  work.emit(vendorCreated, created, factsOf(created));
  return created;
}

export function changeVendor(work: Work, before: Stored<Vendor>, after: Vendor): Stored<Vendor> {
  const changed = work.update(vendorEntity, before, after);
  claimIdentity(work, before, changed);
  work.emit(vendorUpdated, changed, factsOf(changed));
  return changed;
}

const IDENTITY = [
  { field: 'code', rule: VENDOR_CODE_RULE, refusal: 'procurement.vendor.duplicate_code', words: 'code' },
  {
    field: 'externalId',
    rule: VENDOR_EXTERNAL_ID_RULE,
    refusal: 'procurement.vendor.duplicate_external_id',
    words: 'external id',
  },
] as const;

function claimIdentity(work: Work, before: Vendor | undefined, after: Vendor): void {
  for (const { field, rule, refusal, words } of IDENTITY) {
    const [was, is] = [before?.[field], after[field]];
    if (was === is) continue;
    if (was !== undefined) work.release(rule, was);
    if (is === undefined) continue;
    const text = `Another vendor has the ${words} "${is}".`;
    work.claim(rule, is, after.id, rejectField(`/${field}`, refusal, text, 'conflict'));
  }
}

const factsOf = ({ id, name, active }: Vendor) => ({ vendorId: id, name, active });
