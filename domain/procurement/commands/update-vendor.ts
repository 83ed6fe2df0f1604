import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideVendorChange } from '../decide-vendor.ts';
import { vendorEntity } from '../vendor.entity.ts';
import { presentVendor, type VendorChange, type VendorResource } from '../vendor.resource.ts';
import { changeVendor } from '../write-vendor.ts';

/**
 * Changes fields of a vendor. An inactive vendor is not bought from; its open orders go on.
 * @throws Rejection `procurement.vendor.duplicate_code`, `.duplicate_external_id` (409)
 */
export async function updateVendor(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ vendorId: string }, unknown, VendorChange>,
): Promise<VendorResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(vendorEntity, params.vendorId);
    expectVersion(before, ifMatch);
    const { after, changed } = decideVendorChange(before, body);
    return presentVendor(changed ? changeVendor(work, before, after) : before);
  });
}
