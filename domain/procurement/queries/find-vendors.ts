/** Consistent reads of vendors by the ids of other systems. */
import type { Context } from '../../../shared/context.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { uniqueMarker } from '../../../shared/table/kernel-entities.ts';
import { VENDOR_CODE_RULE, VENDOR_EXTERNAL_ID_RULE, vendorEntity } from '../vendor.entity.ts';
import type { Vendor } from '../vendor.schema.ts';

type Reads = Pick<Context, 'records'>;

/** Vendors by external id, and where none has it by code, keyed by the text asked for; what is unknown is left out. */
export async function vendorsByName(
  { records }: Reads,
  texts: readonly string[],
): Promise<Map<string, Stored<Vendor>>> {
  const asked = [...new Set(texts)];
  const markers = await records.getMany(
    uniqueMarker,
    [VENDOR_CODE_RULE, VENDOR_EXTERNAL_ID_RULE].flatMap((rule) => asked.map((value) => ({ rule, value }))),
  );
  const vendors = await records.getMany(
    vendorEntity,
    markers.map(({ recordId }) => recordId),
  );
  const byId = new Map(vendors.map((vendor) => [vendor.id, vendor]));
  const found = new Map<string, Stored<Vendor>>();
  const byExternalIdLast = [...markers].sort((a, b) => (a.rule < b.rule ? -1 : 1));
  for (const { value, recordId } of byExternalIdLast) {
    const vendor = byId.get(recordId);
    if (vendor !== undefined) found.set(value, vendor);
  }
  return found;
}

export async function vendorByExternalId({ records }: Reads, externalId: string): Promise<Stored<Vendor> | undefined> {
  const marker = await records.get(uniqueMarker, { rule: VENDOR_EXTERNAL_ID_RULE, value: externalId });
  return marker === undefined ? undefined : records.get(vendorEntity, marker.recordId);
}
