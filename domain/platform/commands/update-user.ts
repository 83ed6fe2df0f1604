/** Changes a member's roles or name, suspends or reinstates; rights that end, end with the next request. */
import type { Context } from '../../../shared/context.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { decideMemberUpdate } from '../decide-member.ts';
import { memberReinstated, memberSuspended, memberUpdated } from '../events.ts';
import { presentUser, type UserResource } from '../member.resource.ts';
import { memberFacts, needMember, writeMember } from '../member-facts.ts';
import type { UpdateUserBody, UserParams } from '../people.schema.ts';

const EVENTS = { update: memberUpdated, suspend: memberSuspended, reinstate: memberReinstated };

export const updateUser = (
  context: Context,
  { params, body, ifMatch }: RouteInput<UserParams, unknown, UpdateUserBody>,
): Promise<UserResource> =>
  commit(context, async (work) => {
    const before = await needMember(work, params.userId);
    expectVersion(before, ifMatch);
    const facts = await memberFacts(work, [...before.roles, ...(body.roles ?? [])]);
    const decision = decideMemberUpdate(before, body, facts);
    const after = await writeMember(work, before, decision);
    work.emit(EVENTS[decision.verb], after, { userId: after.id, roles: after.roles });
    return presentUser(after);
  });
