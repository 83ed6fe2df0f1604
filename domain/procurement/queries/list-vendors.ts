import { z } from 'zod';
import type { Context } from '../../../shared/context.ts';
import { type Page, PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { vendorEntity } from '../vendor.entity.ts';
import { presentVendor, type VendorResource } from '../vendor.resource.ts';
import { vendorByExternalId } from './find-vendors.ts';

export const VendorListQuery = PageQuery.extend({
  /** Beginning of the name, in either case. */
  q: z.string().min(1).max(100).optional(),
  externalId: z.string().min(1).max(128).optional(),
  active: z.enum(['true', 'false']).optional(),
});
type VendorListQuery = z.infer<typeof VendorListQuery>;

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
