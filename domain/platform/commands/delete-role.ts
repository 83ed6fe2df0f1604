/** Deletes a role. Members who still have it lose what it granted, from their next request on. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { foldText } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { roleDeleted } from '../events.ts';
import { needRole } from '../need-role.ts';
import type { RoleParams } from '../people.schema.ts';
import { allPermissions } from '../registry.ts';
import { expectCovers } from '../rights.ts';
import { role } from '../role.entity.ts';
import { ROLE_NAME_RULE } from '../role.schema.ts';

export async function deleteRole(context: Context, { params, ifMatch }: RouteInput<RoleParams>): Promise<void> {
  const all = await allPermissions();
  await commit(context, async (work) => {
    const before = await needRole(work, params.roleId);
    expectVersion(before, ifMatch);
    expectCovers(context.permissions, before.patterns, all);
    work.release(ROLE_NAME_RULE, foldText(before.name));
    const after = work.update(role, before, { state: 'deleted' }, 'delete');
    work.emit(roleDeleted, after, { roleId: after.id, name: after.name, permissions: after.patterns });
  });
}
