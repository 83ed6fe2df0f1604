/** Events of the platform: tenants, members, imports. */
import { z } from 'zod';
import { defineEvent } from '../../shared/events/event.ts';

export const tenantCreated = defineEvent(
  'platform.tenant.created',
  1,
  z.object({ tenantId: z.string(), company: z.string(), country: z.string(), currency: z.string(), plan: z.string() }),
  { summary: 'A company signed up.', terminal: true },
);

export const memberJoined = defineEvent(
  'platform.member.joined',
  1,
  z.object({ userId: z.string(), roles: z.array(z.string()) }),
  { summary: 'A person became a member of the tenant.', terminal: true },
);

const MemberFacts = z.object({ userId: z.string(), roles: z.array(z.string()) });

export const memberUpdated = defineEvent('platform.member.updated', 1, MemberFacts, {
  summary: 'A member’s roles or name changed.',
  terminal: true,
});

export const memberSuspended = defineEvent('platform.member.suspended', 1, MemberFacts, {
  summary: 'A member was suspended: every right ended at once.',
  terminal: true,
});

export const memberReinstated = defineEvent('platform.member.reinstated', 1, MemberFacts, {
  summary: 'A suspended member is active again.',
  terminal: true,
});

export const memberRemoved = defineEvent('platform.member.removed', 1, MemberFacts, {
  summary: 'A person is no member of the tenant any more.',
});

/** No address: an event is kept for good, and the invitation’s record has it. */
const InvitationFacts = z.object({ invitationId: z.string(), roles: z.array(z.string()) });

export const invitationCreated = defineEvent('platform.invitation.created', 1, InvitationFacts, {
  summary: 'A person was invited to become a member.',
  terminal: true,
});

export const invitationRevoked = defineEvent('platform.invitation.revoked', 1, InvitationFacts, {
  summary: 'An invitation was taken back.',
  terminal: true,
});

const RoleFacts = z.object({ roleId: z.string(), name: z.string(), permissions: z.array(z.string()) });

export const roleCreated = defineEvent('platform.role.created', 1, RoleFacts, {
  summary: 'The tenant made a role of its own.',
  terminal: true,
});

export const roleUpdated = defineEvent('platform.role.updated', 1, RoleFacts, {
  summary: 'A role’s permissions changed, for everyone who has it, at once.',
  terminal: true,
});

export const roleDeleted = defineEvent('platform.role.deleted', 1, RoleFacts, {
  summary: 'A role was deleted; it grants nothing any more.',
  terminal: true,
});

const ApiKeyFacts = z.object({ apiKeyId: z.string(), name: z.string(), scopes: z.array(z.string()) });

export const apiKeyCreated = defineEvent('platform.api_key.created', 1, ApiKeyFacts, {
  summary: 'A key for a program was made.',
  terminal: true,
});

export const apiKeyRevoked = defineEvent('platform.api_key.revoked', 1, ApiKeyFacts, {
  summary: 'A key was revoked and is refused from now on.',
  terminal: true,
});

/** Also the job's engine: each step of an import asks for the next one. */
export const importContinued = defineEvent(
  'platform.import.continued',
  1,
  z.object({ importId: z.string(), step: z.number().int() }),
  { summary: 'An import has further rows to write.' },
);

export const importFinished = defineEvent(
  'platform.import.finished',
  1,
  z.object({
    importId: z.string(),
    kind: z.string(),
    state: z.enum(['succeeded', 'failed']),
    rows: z.number().int(),
    refused: z.number().int(),
  }),
  { summary: 'An import has ended; its report is kept.', terminal: true },
);

export const importCancelled = defineEvent(
  'platform.import.cancelled',
  1,
  z.object({ importId: z.string(), kind: z.string(), rows: z.number().int() }),
  { summary: 'An import was stopped by a person; the rows written so far stay.', terminal: true },
);
