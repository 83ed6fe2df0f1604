import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import type { Member } from './member.schema.ts';
import { memberStates } from './member.states.ts';

export const UserResource = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string().nullable(),
    /** Given roles, and ids of the tenant's own roles. */
    roles: z.array(z.string()),
    state: z.enum(memberStates.states),
    joinedAt: Instant,
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'User' });
export type UserResource = z.infer<typeof UserResource>;

export function presentUser(record: Stored<Member>): UserResource {
  const { id, email, name, roles, state, joinedAt, version, createdAt, updatedAt } = record;
  return { id, email, name: name ?? null, roles, state, joinedAt, version, createdAt, updatedAt };
}
