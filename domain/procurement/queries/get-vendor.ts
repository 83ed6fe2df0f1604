import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { vendorEntity } from '../vendor.entity.ts';
import { presentVendor, type VendorResource } from '../vendor.resource.ts';

export const getVendor = async (
  context: Context,
  { params }: RouteInput<{ vendorId: string }>,
): Promise<VendorResource> => presentVendor(await context.records.need(vendorEntity, params.vendorId));
