import { z } from 'zod';
import type { Stored } from '../../shared/table/entity.ts';
import { Instant } from '../../shared/values/time.ts';
import type { Invitation } from './invitation.schema.ts';
import { invitationStates } from './invitation.states.ts';

export const InvitationResource = z
  .object({
    id: z.string(),
    email: z.string(),
    roles: z.array(z.string()),
    state: z.enum(invitationStates.states),
    expiresAt: Instant,
    invitedBy: z.string(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Invitation' });
export type InvitationResource = z.infer<typeof InvitationResource>;

export const InvitationWithToken = InvitationResource.extend({
  /** Shown once; hand it to the person invited. */
  token: z.string(),
}).meta({ id: 'InvitationWithToken' });
export type InvitationWithToken = z.infer<typeof InvitationWithToken>;

export function presentInvitation(record: Stored<Invitation>): InvitationResource {
  const { id, email, roles, state, expiresAt, invitedBy, version, createdAt, updatedAt } = record;
  return { id, email, roles, state, expiresAt, invitedBy, version, createdAt, updatedAt };
}
