/** An invitation to become a member, for one e-mail address, good for one person and seven days. */
import { z } from 'zod';
import { invitationStates } from './invitation.states.ts';

export const INVITATION_DAYS = 7;

export const Invitation = z.object({
  id: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  state: z.enum(invitationStates.states),
  secretHash: z.string(),
  expiresAt: z.string(),
  invitedBy: z.string(),
});
export type Invitation = z.infer<typeof Invitation>;
