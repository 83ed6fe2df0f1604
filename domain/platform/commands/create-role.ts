/** Makes a role of the tenant's own, within what its maker holds. */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { foldText } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { roleCreated } from '../events.ts';
import type { RoleBody } from '../people.schema.ts';
import { allPermissions } from '../registry.ts';
import { expectCovers, expectKnownPatterns } from '../rights.ts';
import { role } from '../role.entity.ts';
import { presentRole, type RoleResource } from '../role.resource.ts';
import { ROLE_NAME_RULE } from '../role.schema.ts';

export const nameTaken = () => reject('conflict', 'platform.role.name_taken', 'There is a role of this name already.');

export async function createRole(
  context: Context,
  { body }: RouteInput<unknown, unknown, RoleBody>,
): Promise<RoleResource> {
  const all = await allPermissions();
  expectKnownPatterns(body.permissions, all, '/permissions');
  expectCovers(context.permissions, body.permissions, all);
  const id = context.deps.ids.next('rol');
  return commit(context, async (work) => {
    work.claim(ROLE_NAME_RULE, foldText(body.name), id, nameTaken());
    const made = work.create(role, { id, name: body.name, patterns: body.permissions, state: 'active' });
    work.emit(roleCreated, made, { roleId: id, name: made.name, permissions: made.patterns });
    return presentRole(made);
  });
}
