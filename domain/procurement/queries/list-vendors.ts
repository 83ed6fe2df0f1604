import type { Context } from '../../../shared/context.ts';
import { type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { VendorListQuery } from '../list.resource.ts';
import { vendorEntity } from '../vendor.entity.ts';
import { presentVendor, type VendorResource } from '../vendor.resource.ts';
import { vendorByExternalId } from './find-vendors.ts';

export async function listVendors(
  context: Context,
  { query }: RouteInput<unknown, VendorListQuery>,
): Promise<Page<VendorResource>> {
  const { q, externalId, active } = query;
  const isAsked = (vendor: { active: boolean }) => active === undefined || vendor.active === (active === 'true');
  if (externalId !== undefined) {
    const found = await vendorByExternalId(context, externalId);
    return { data: found === undefined || !isAsked(found) ? [] : [presentVendor(found)], nextCursor: null };
  }
  const list = q === undefined ? {} : { list: 'byName', search: q, ascending: true };
  return readPage(context, vendorEntity, query, { ...list, where: isAsked }, presentVendor);
}
