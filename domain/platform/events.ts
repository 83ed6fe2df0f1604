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

export const apiKeyUpdated = defineEvent('platform.api_key.updated', 1, ApiKeyFacts, {
  summary: 'A key was renamed or pinned to another version of the API.',
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

/** Also the job's engine: each step of an export asks for the next one. */
export const exportContinued = defineEvent(
  'platform.export.continued',
  1,
  z.object({ exportId: z.string(), step: z.number().int() }),
  { summary: 'An export has further rows to write.' },
);

export const exportFinished = defineEvent(
  'platform.export.finished',
  1,
  z.object({
    exportId: z.string(),
    kind: z.string(),
    state: z.enum(['succeeded', 'failed']),
    rows: z.number().int(),
    bytes: z.number().int(),
  }),
  { summary: 'An export has ended; its file can be fetched for some days.', terminal: true },
);

export const exportCancelled = defineEvent(
  'platform.export.cancelled',
  1,
  z.object({ exportId: z.string(), kind: z.string(), rows: z.number().int() }),
  { summary: 'An export was stopped by a person.', terminal: true },
);

const CustomFieldFacts = z.object({
  customFieldId: z.string(),
  /** The kind of records that have it. */
  entity: z.string(),
  name: z.string(),
  label: z.string(),
  type: z.string(),
});

export const customFieldCreated = defineEvent('platform.custom_field.created', 1, CustomFieldFacts, {
  summary: 'The company added a field to the records of a kind.',
  terminal: true,
});

export const customFieldUpdated = defineEvent('platform.custom_field.updated', 1, CustomFieldFacts, {
  summary: 'The label, the options or the rules of a custom field changed.',
  terminal: true,
});

export const customFieldArchived = defineEvent('platform.custom_field.archived', 1, CustomFieldFacts, {
  summary: 'A custom field is not used any more; the values that records have stay.',
  terminal: true,
});

export const customFieldRestored = defineEvent('platform.custom_field.restored', 1, CustomFieldFacts, {
  summary: 'An archived custom field is used again, with the values that records have.',
  terminal: true,
});

export const customFieldPurged = defineEvent('platform.custom_field.purged', 1, CustomFieldFacts, {
  summary: 'An archived custom field was taken away; its values are hidden for good.',
  terminal: true,
});
