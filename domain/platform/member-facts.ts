/** What a decision about a member rests on, read consistently inside the commit that carries it out. */

import { notFound } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import type { MemberDecision, MemberFacts } from './decide-member.ts';
import { member } from './member.entity.ts';
import type { Member } from './member.schema.ts';
import { OWNERSHIP_ID, ownership } from './ownership.entity.ts';
import { allPermissions } from './registry.ts';
import { isGivenRole } from './rights.ts';
import { role } from './role.entity.ts';

/** The member, as long as it is one. @throws Rejection 404 */
export async function needMember(work: Work, userId: string): Promise<Stored<Member>> {
  const found = await work.records.get(member, userId);
  if (found === undefined || found.state === 'removed') throw notFound(member.name);
  return found;
}

export async function memberFacts(work: Work, roles: readonly string[]): Promise<MemberFacts> {
  const [owners, ownRoles, permissions] = await Promise.all([
    work.records.get(ownership, OWNERSHIP_ID),
    work.records.getMany(
      role,
      roles.filter((name) => !isGivenRole(name)),
    ),
    allPermissions(),
  ]);
  return { actorRights: work.context.permissions, ownRoles, permissions, ownerIds: owners?.ownerIds ?? [] };
}

/** Writes the decision; a change of owners is guarded by the version of the one record that names them all. */
export async function writeMember(
  work: Work,
  before: Stored<Member>,
  { changes, ownerIds, verb }: MemberDecision,
): Promise<Stored<Member>> {
  const owners = await work.records.get(ownership, OWNERSHIP_ID);
  if (owners !== undefined && owners.ownerIds !== ownerIds && owners.ownerIds.join() !== ownerIds.join())
    work.update(ownership, owners, { ownerIds: [...ownerIds] });
  return work.update(member, before, changes, verb);
}
