/** What may be done with a member, without I/O. */
import type { Permission } from '../../shared/module.ts';
import { reject } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Member } from './member.schema.ts';
import { memberStates } from './member.states.ts';
import { expectCovers, expectKnownRoles, rightsOfRoles } from './rights.ts';
import type { Role } from './role.schema.ts';

export type MemberChange = {
  readonly roles?: readonly string[] | undefined;
  readonly state?: 'active' | 'suspended' | undefined;
  readonly name?: string | undefined;
};
export type MemberFacts = {
  /** Given roles and patterns of who asks for it. */
  readonly actorRights: readonly string[];
  /** The tenant's own roles among those of the member, before and after. */
  readonly ownRoles: readonly Stored<Role>[];
  readonly permissions: readonly Permission[];
  readonly ownerIds: readonly string[];
};
export type MemberDecision<Verb extends string = string> = {
  readonly changes: Partial<Member>;
  /** The owners afterwards; the same array where that does not change. */
  readonly ownerIds: readonly string[];
  /** What the audit and the event call it. */
  readonly verb: Verb;
};

/**
 * Decides a change of roles, state or name.
 * @throws Rejection 403 where the actor holds less than the member, 409 `platform.user.last_owner`, 422 unknown role
 */
export function decideMemberUpdate(
  before: Member,
  change: MemberChange,
  facts: MemberFacts,
): MemberDecision<'update' | 'suspend' | 'reinstate'> {
  const roles = change.roles ?? before.roles;
  const isSameState = change.state === undefined || change.state === before.state;
  const verb = isSameState ? 'update' : change.state === 'suspended' ? 'suspend' : 'reinstate';
  const state = verb === 'update' ? before.state : transition(memberStates, verb, before.state);
  const touchesRights = change.roles !== undefined || !isSameState;
  if (touchesRights) {
    expectKnownRoles(change.roles ?? [], facts.ownRoles, '/roles');
    expectCovers(facts.actorRights, rightsOfRoles([...before.roles, ...roles], facts.ownRoles), facts.permissions);
  }
  const changes: Partial<Member> = {
    ...(change.roles === undefined ? {} : { roles: [...change.roles] }),
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(touchesRights ? { state, roleVersion: before.roleVersion + 1 } : {}),
  };
  const ownerIds = ownersAfter(before.id, state === 'active' && roles.includes('owner'), facts.ownerIds);
  return { changes, ownerIds, verb };
}

/** Decides a removal. @throws Rejection as `decideMemberUpdate` */
export function decideMemberRemoval(before: Member, facts: MemberFacts): MemberDecision {
  const state = transition(memberStates, 'remove', before.state);
  expectCovers(facts.actorRights, rightsOfRoles(before.roles, facts.ownRoles), facts.permissions);
  return {
    changes: { state, roleVersion: before.roleVersion + 1 },
    ownerIds: ownersAfter(before.id, false, facts.ownerIds),
    verb: 'remove',
  };
}

function ownersAfter(userId: string, isOwner: boolean, before: readonly string[]): readonly string[] {
  if (before.includes(userId) === isOwner) return before;
  const after = isOwner ? [...before, userId] : before.filter((id) => id !== userId);
  if (after.length > 0) return after;
  throw reject('conflict', 'platform.user.last_owner', 'The last owner must stay. Make another member an owner first.');
}
