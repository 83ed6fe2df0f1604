/** Takes an invitation back: its token opens nothing any more. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { transition } from '../../../shared/states.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { invitationRevoked } from '../events.ts';
import { invitation } from '../invitation.entity.ts';
import { invitationStates } from '../invitation.states.ts';
import type { InvitationParams } from '../people.schema.ts';

export const deleteInvitation = (context: Context, { params, ifMatch }: RouteInput<InvitationParams>): Promise<void> =>
  commit(context, async (work) => {
    const before = await work.records.need(invitation, params.invitationId);
    expectVersion(before, ifMatch);
    const state = transition(invitationStates, 'revoke', before.state);
    const after = work.update(invitation, before, { state }, 'revoke');
    work.emit(invitationRevoked, after, { invitationId: after.id, roles: after.roles });
  });
