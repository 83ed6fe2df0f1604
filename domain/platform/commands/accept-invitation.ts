/**
 * A person accepts an invitation: a new one sets a password, one who has one shows it. Like sign-up it spans directory,
 * user pool and tenant in steps that can be repeated; the tenant's own commit, which uses the invitation up, is last.
 */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import type { PlatformContext } from '../../../shared/platform-context.ts';
import { type Rejection, reject } from '../../../shared/rejection.ts';
import { platformWork } from '../../../shared/runtime/contexts.ts';
import { transition } from '../../../shared/states.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { profileOf } from '../../../shared/tenancy.ts';
import type { Clock } from '../../../shared/values/time.ts';
import { nowAt } from '../../../shared/values/time.ts';
import { ensurePassword, signIn } from '../credentials.ts';
import { memberJoined } from '../events.ts';
import { invitation } from '../invitation.entity.ts';
import type { Invitation } from '../invitation.schema.ts';
import { invitationStates } from '../invitation.states.ts';
import { joinTenant } from '../join-tenant.ts';
import type { AcceptAnswer, AcceptBody } from '../people.schema.ts';
import { person } from '../person.entity.ts';
import { emailHashOf, type Person, userIdOf, withMembership } from '../person.schema.ts';
import { isSecret, readSecret } from '../secret-text.ts';

/**
 * @throws Rejection 404 `platform.invitation.not_found` for a token that is not one, 409 where it was used, revoked or
 * has expired, 401 where the person has another password, 402 where the plan has no room for one more user
 */
export async function acceptInvitation(
  context: PlatformContext,
  { body: { token, password, name } }: RouteInput<unknown, unknown, AcceptBody>,
): Promise<AcceptAnswer> {
  const { tenant, invited } = await findInvitation(context, token);
  expectOpen(invited, context.deps.clock);
  const emailHash = emailHashOf(invited.email);
  const known = await context.platform.records.get(person, { emailHash });
  const isVerified = known?.state === 'active';
  if (isVerified) await signIn(context.platform.identity, known.email, password);
  const who = await addToDirectory(context, tenant, invited.email);
  // The token went to that address, so it is the person's.
  if (!isVerified) await ensurePassword(context, who, password, true);
  const joined = await commit(tenant, async (work) => {
    const before = await work.records.need(invitation, invited.id);
    const state = expectOpen(before, context.deps.clock);
    work.update(invitation, before, { state }, 'accept');
    const { userId, email } = who;
    const added = await joinTenant(work, { userId, email, name, roles: before.roles });
    work.emit(memberJoined, added, { userId, roles: added.roles });
    return added;
  });
  const { id, company } = await profileOf(tenant);
  return { tenant: { id, company }, user: { id: joined.id, email: joined.email, roles: joined.roles } };
}

async function findInvitation(
  context: PlatformContext,
  token: string,
): Promise<{ tenant: Context; invited: Stored<Invitation> }> {
  const named = readSecret(token);
  if (named?.kind !== 'ti' || named.stage !== context.platform.stage) throw noInvitation();
  const reader = context.platform.inTenant(named.tenantId, context.actor);
  const invited = await reader.records.get(invitation, named.recordId);
  const isRight = isSecret(named.secret, invited?.secretHash);
  if (!isRight || invited === undefined) throw noInvitation();
  const tenant = context.platform.inTenant(named.tenantId, { kind: 'user', id: userIdOf(invited.email) });
  return { tenant, invited };
}

const noInvitation = (): Rejection =>
  reject('not_found', 'platform.invitation.not_found', 'This is not an invitation. Ask for a new one.');

/** The state that accepting leads to. @throws Rejection 409 where it was used, revoked or has expired */
function expectOpen({ state, expiresAt }: Invitation, clock: Clock): Invitation['state'] {
  const next = transition(invitationStates, 'accept', state);
  if (expiresAt > nowAt(clock)) return next;
  throw reject('conflict', 'platform.invitation.expired', 'This invitation has expired. Ask for a new one.');
}

/** The directory names the tenant before the person is a member there: the tenant's own record decides. */
function addToDirectory(context: PlatformContext, { tenantId }: Context, email: string): Promise<Person> {
  const emailHash = emailHashOf(email);
  return commit(platformWork(context), async (work): Promise<Person> => {
    const before = await work.records.get(person, { emailHash });
    const tenantIds = withMembership(before?.tenantIds ?? [], tenantId);
    if (before === undefined)
      return work.create(person, { emailHash, userId: userIdOf(email), email, state: 'pending', tenantIds });
    return before.tenantIds.includes(tenantId) ? before : work.update(person, before, { tenantIds });
  });
}
