import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { needRole } from '../need-role.ts';
import type { RoleParams } from '../people.schema.ts';
import { presentRole, type RoleResource } from '../role.resource.ts';

export const getRole = async (context: Context, { params }: RouteInput<RoleParams>): Promise<RoleResource> =>
  presentRole(await needRole(context, params.roleId));
