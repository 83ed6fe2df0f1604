/** Who the caller is: a person with roles, or a key with scopes. */
import type { Context } from '../../../shared/context.ts';
import { notFound } from '../../../shared/rejection.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { apiKey } from '../api-key.entity.ts';
import type { MeResource } from '../me.resource.ts';
import { member } from '../member.entity.ts';
import { needPlatform } from '../need-platform.ts';
import { person } from '../person.entity.ts';
import { emailHashOf } from '../person.schema.ts';
import { allPermissions } from '../registry.ts';
import { permissionsOf } from '../rights.ts';

export async function getMe(context: Context): Promise<MeResource> {
  const { id, company } = await profileOf(context);
  const permissions = permissionsOf(context.permissions, await allPermissions()).map(({ name }) => name);
  const tenant = { id, company };
  if (context.actor.kind === 'apiKey') {
    const key = await context.records.need(apiKey, context.actor.id);
    const { id: keyId, name } = key;
    return { kind: 'apiKey', id: keyId, email: null, name, roles: [], permissions, tenant, memberships: [tenant] };
  }
  const found = await context.records.get(member, context.actor.id);
  if (found === undefined) throw notFound(member.name);
  const { email, name = null, roles } = found;
  const memberships = await membershipsOf(context, email);
  return { kind: 'user', id: found.id, email, name, roles, permissions, tenant, memberships };
}

/** The directory proposes, each tenant's own record decides. */
async function membershipsOf(context: Context, email: string): Promise<MeResource['memberships']> {
  const platform = needPlatform(context);
  const who = await platform.records.get(person, { emailHash: emailHashOf(email) });
  const found = await Promise.all(
    (who?.tenantIds ?? []).map(async (tenantId) => {
      const there = platform.inTenant(tenantId as TenantId, context.actor);
      const membership = await there.records.get(member, context.actor.id);
      if (membership?.state !== 'active') return [];
      const { id, company } = await profileOf(there);
      return [{ id, company }];
    }),
  );
  return found.flat();
}
