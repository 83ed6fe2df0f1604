/** A person becomes a member: a part of the commit that makes the tenant, or that accepts an invitation. */
import { reject } from '../../shared/rejection.ts';
import { transition } from '../../shared/states.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { nowAt } from '../../shared/values/time.ts';
import { enforceLimit } from './index.ts';
import { member } from './member.entity.ts';
import type { Member } from './member.schema.ts';
import { memberStates } from './member.states.ts';
import { OWNERSHIP_ID, ownership } from './ownership.entity.ts';

export type Joining = {
  readonly userId: string;
  readonly email: string;
  readonly name?: string | undefined;
  readonly roles: readonly string[];
};

/**
 * Adds the member, or takes a removed one in again under the same id and chain.
 * @throws Rejection 409 `platform.user.already_member`, 402 `platform.plan.limit_reached`
 */
export async function joinTenant(work: Work, { userId, email, name, roles }: Joining): Promise<Stored<Member>> {
  const before = await work.records.get(member, userId);
  if (before !== undefined && before.state !== 'removed')
    throw reject('conflict', 'platform.user.already_member', 'This person is a member already.');
  await enforceLimit(work, 'users');
  const joinedAt = nowAt(work.context.deps.clock);
  const fields = { email, roles: [...roles], joinedAt, ...(name === undefined ? {} : { name }) };
  if (roles.includes('owner')) await addOwner(work, userId);
  if (before === undefined)
    return work.create(member, { id: userId, state: 'active', roleVersion: 1, ...fields }, 'join');
  const state = transition(memberStates, 'rejoin', before.state);
  return work.update(member, before, { ...fields, state, roleVersion: before.roleVersion + 1 }, 'rejoin');
}

async function addOwner(work: Work, userId: string): Promise<void> {
  const before = await work.records.get(ownership, OWNERSHIP_ID);
  if (before === undefined) work.create(ownership, { id: OWNERSHIP_ID, ownerIds: [userId] });
  else if (!before.ownerIds.includes(userId))
    work.update(ownership, before, { ownerIds: [...before.ownerIds, userId] });
}
