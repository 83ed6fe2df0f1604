/** Invites a person by e-mail. The token is in this answer and nowhere else; whoever has it and the password joins. */
import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { reject } from '../../../shared/rejection.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { DAY_MS, instantOf } from '../../../shared/values/time.ts';
import { invitationCreated } from '../events.ts';
import { invitation } from '../invitation.entity.ts';
import { type InvitationWithToken, presentInvitation } from '../invitation.resource.ts';
import { INVITATION_DAYS } from '../invitation.schema.ts';
import { member } from '../member.entity.ts';
import { memberFacts } from '../member-facts.ts';
import { needPlatform } from '../need-platform.ts';
import type { InvitationBody } from '../people.schema.ts';
import { foldEmail, userIdOf } from '../person.schema.ts';
import { expectCovers, expectKnownRoles, rightsOfRoles } from '../rights.ts';
import { makeSecret } from '../secret-text.ts';

/** @throws Rejection 409 `platform.user.already_member`, 403 where the roles hold more than the inviter, 422 unknown */
export async function createInvitation(
  context: Context,
  { body: { email, roles } }: RouteInput<unknown, unknown, InvitationBody>,
): Promise<InvitationWithToken> {
  const { tenantId, actor, deps } = context;
  const id = deps.ids.next('ivt');
  const { stage } = needPlatform(context);
  const { text, hash } = makeSecret(deps.ids, { kind: 'ti', stage, tenantId, recordId: id });
  const expiresAt = instantOf(deps.clock.now() + INVITATION_DAYS * DAY_MS);
  return commit(context, async (work) => {
    const known = await work.records.get(member, userIdOf(email));
    if (known !== undefined && known.state !== 'removed')
      throw reject('conflict', 'platform.user.already_member', 'This person is a member already.');
    const { actorRights, ownRoles, permissions } = await memberFacts(work, roles);
    expectKnownRoles(roles, ownRoles, '/roles');
    expectCovers(actorRights, rightsOfRoles(roles, ownRoles), permissions);
    const made = work.create(invitation, {
      id,
      email: foldEmail(email),
      roles,
      state: 'pending',
      secretHash: hash,
      expiresAt,
      invitedBy: actor.id,
    });
    work.emit(invitationCreated, made, { invitationId: id, roles });
    return { ...presentInvitation(made), token: text };
  });
}
