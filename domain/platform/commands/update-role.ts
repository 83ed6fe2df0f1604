/** Changes a role, for everyone who has it, from their next request on. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { foldText, type Stored } from '../../../shared/table/entity.ts';
import { commit, type Work } from '../../../shared/table/unit-of-work.ts';
import { roleUpdated } from '../events.ts';
import { needRole } from '../need-role.ts';
import type { RoleParams, UpdateRoleBody } from '../people.schema.ts';
import { allPermissions } from '../registry.ts';
import { expectCovers, expectKnownPatterns } from '../rights.ts';
import { role } from '../role.entity.ts';
import { presentRole, type RoleResource } from '../role.resource.ts';
import type { Role } from '../role.schema.ts';
import { ROLE_NAME_RULE } from '../role.schema.ts';
import { nameTaken } from './create-role.ts';

export async function updateRole(
  context: Context,
  { params, body, ifMatch }: RouteInput<RoleParams, unknown, UpdateRoleBody>,
): Promise<RoleResource> {
  const all = await allPermissions();
  expectKnownPatterns(body.permissions ?? [], all, '/permissions');
  return commit(context, async (work) => {
    const before = await needRole(work, params.roleId);
    expectVersion(before, ifMatch);
    const patterns = body.permissions ?? before.patterns;
    // What the role could do and what it will do: taking away is a change of others' rights as giving is.
    expectCovers(context.permissions, [...before.patterns, ...patterns], all);
    const name = body.name ?? before.name;
    renameClaim(work, before, name);
    const after = work.update(role, before, { name, patterns });
    work.emit(roleUpdated, after, { roleId: after.id, name, permissions: patterns });
    return presentRole(after);
  });
}

function renameClaim(work: Work, before: Stored<Role>, name: string): void {
  if (foldText(before.name) === foldText(name)) return;
  work.release(ROLE_NAME_RULE, foldText(before.name));
  work.claim(ROLE_NAME_RULE, foldText(name), before.id, nameTaken());
}
