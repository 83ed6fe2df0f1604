import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import { decideNewVendor } from '../decide-vendor.ts';
import { presentVendor, type VendorInput, type VendorResource } from '../vendor.resource.ts';
import { addVendor } from '../write-vendor.ts';

/**
 * Adds a vendor.
 * @throws Rejection `currency_mismatch` (422); `procurement.vendor.duplicate_code`, `.duplicate_external_id` (409)
 */
export async function createVendor(
  context: Context,
  { body }: RouteInput<unknown, unknown, VendorInput>,
): Promise<VendorResource> {
  const { currency } = await profileOf(context);
  return commit(context, async (work) =>
    presentVendor(addVendor(work, decideNewVendor(context.deps.ids.next('ven'), body, currency))),
  );
}
