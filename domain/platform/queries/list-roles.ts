import type { Context } from '../../../shared/context.ts';
import { type Page, type PageQuery, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { role } from '../role.entity.ts';
import { presentRole, type RoleResource } from '../role.resource.ts';

/** The tenant's own roles; the given ones are the same for everyone and are listed in the documentation. */
export const listRoles = (context: Context, { query }: RouteInput<unknown, PageQuery>): Promise<Page<RoleResource>> =>
  readPage(context, role, query, { where: ({ state }) => state === 'active' }, presentRole);
