import type { GivenRole } from '../../shared/authz/roles.ts';
import type { Permission } from '../../shared/module.ts';

const EVERYONE: readonly GivenRole[] = ['sales', 'operations', 'finance', 'hr', 'service'];
/** Held by every signed-in caller, whatever the roles or scopes (added by the authorizer). */
export const OWN_RECORD = 'platform.me:read';

export const permissions: readonly Permission[] = [
  { name: OWN_RECORD, summary: 'See who you are signed in as', roles: EVERYONE },
  { name: 'platform.tenant:read', summary: 'See the company’s profile, plan, limits and usage', roles: EVERYONE },
  { name: 'platform.user:read', summary: 'See users', roles: EVERYONE },
  { name: 'platform.user:update', summary: 'Change users’ roles, suspend them', roles: [] },
  { name: 'platform.user:delete', summary: 'Remove users', roles: [] },
  { name: 'platform.invitation:read', summary: 'See invitations', roles: [] },
  { name: 'platform.invitation:create', summary: 'Invite people', roles: [] },
  { name: 'platform.invitation:delete', summary: 'Take invitations back', roles: [] },
  { name: 'platform.role:read', summary: 'See the company’s own roles', roles: EVERYONE },
  { name: 'platform.role:create', summary: 'Make roles', roles: [] },
  { name: 'platform.role:update', summary: 'Change what a role may do', roles: [] },
  { name: 'platform.role:delete', summary: 'Delete roles', roles: [] },
  { name: 'platform.api_key:read', summary: 'See API keys (never their secrets)', roles: [] },
  { name: 'platform.api_key:create', summary: 'Make API keys', roles: [] },
  { name: 'platform.api_key:update', summary: 'Rename API keys, pin them to a version', roles: [] },
  { name: 'platform.api_key:delete', summary: 'Revoke API keys', roles: [] },
  { name: 'platform.custom_field:read', summary: 'See the company’s own fields', roles: EVERYONE },
  { name: 'platform.custom_field:create', summary: 'Add fields to records', roles: [] },
  { name: 'platform.custom_field:update', summary: 'Change fields of the company’s own', roles: [] },
  { name: 'platform.custom_field:delete', summary: 'Archive and purge fields of the company’s own', roles: [] },
  { name: 'platform.custom_field:restore', summary: 'Restore archived fields', roles: [] },
  { name: 'platform.audit:read', summary: 'See who changed what on any record', roles: ['finance'] },
  { name: 'platform.books:read', summary: 'See whether the company’s books hold', roles: ['finance', 'operations'] },
  { name: 'platform.import:read', summary: 'See imports and their reports', roles: EVERYONE },
  { name: 'platform.import:create', summary: 'Import files (each kind needs its own permission too)', roles: EVERYONE },
  { name: 'platform.import:cancel', summary: 'Stop an import', roles: EVERYONE },
  { name: 'platform.export:read', summary: 'See exports and fetch files of what you may read', roles: EVERYONE },
  { name: 'platform.export:create', summary: 'Export lists (each needs its own permission too)', roles: EVERYONE },
  { name: 'platform.export:cancel', summary: 'Stop an export', roles: EVERYONE },
  { name: 'platform.tenant:export', summary: 'Export the whole company', roles: [] },
  { name: 'platform.tenant:import', summary: 'Restore a whole company into an empty one', roles: [] },
  { name: 'platform.upload:create', summary: 'Upload a file to import', roles: EVERYONE },
];
