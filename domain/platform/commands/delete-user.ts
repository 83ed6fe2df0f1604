/** Removes a member. The record stays, so that the person's past changes keep their name and its chain stays whole. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideMemberRemoval } from '../decide-member.ts';
import { memberRemoved } from '../events.ts';
import { releaseLimit } from '../index.ts';
import { memberFacts, needMember, writeMember } from '../member-facts.ts';
import type { UserParams } from '../people.schema.ts';

export const deleteUser = (context: Context, { params, ifMatch }: RouteInput<UserParams>): Promise<void> =>
  commit(context, async (work) => {
    const before = await needMember(work, params.userId);
    expectVersion(before, ifMatch);
    const decision = decideMemberRemoval(before, await memberFacts(work, before.roles));
    const after = await writeMember(work, before, decision);
    await releaseLimit(work, 'users');
    work.emit(memberRemoved, after, { userId: after.id, roles: after.roles });
  });
