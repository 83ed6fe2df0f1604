/** A person's membership of one tenant: what the person may do in it. */
import { z } from 'zod';
import { GIVEN_ROLES } from '../../shared/authz/roles.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { memberStates } from './member.states.ts';

export const UserId = idSchema('usr');
export const RoleId = idSchema('rol');
const ROLES_MAX = 10;

/** A given role, or the id of one of the tenant's own. */
const RoleRef = z.union([z.enum(GIVEN_ROLES), RoleId], {
  error: 'must be a given role or the id of a role of your own',
});
export const RoleRefs = z
  .array(RoleRef)
  .min(1)
  .max(ROLES_MAX)
  .refine((roles) => new Set(roles).size === roles.length, 'names a role twice');

export const Member = z.object({
  /** The person's id: the same in every tenant. */
  id: z.string(),
  email: z.string(),
  name: z.string().optional(),
  roles: z.array(z.string()),
  state: z.enum(memberStates.states),
  /** Rises with each change of roles or state. A token carries it, and a token with another one is refused. */
  roleVersion: z.number().int(),
  joinedAt: z.string(),
});
export type Member = z.infer<typeof Member>;
