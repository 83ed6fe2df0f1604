import type { Permission } from '../../shared/module.ts';

/**
 * Who may add an endpoint or change one has every event of the company sent wherever he likes, whatever else he may
 * see: so no given role but owner and admin holds these.
 */
export const permissions: readonly Permission[] = [
  { name: 'integration.webhook:read', summary: 'See endpoints for webhooks (never their secrets)', roles: [] },
  { name: 'integration.webhook:create', summary: 'Add endpoints that are sent the company’s events', roles: [] },
  { name: 'integration.webhook:update', summary: 'Change, enable and disable endpoints', roles: [] },
  { name: 'integration.webhook:delete', summary: 'Remove endpoints', roles: [] },
  { name: 'integration.webhook:rotate', summary: 'Give an endpoint a new secret', roles: [] },
  { name: 'integration.webhook:test', summary: 'Send a test event to an endpoint', roles: [] },
  { name: 'integration.webhook:replay', summary: 'Send past events to an endpoint', roles: [] },
  { name: 'integration.delivery:read', summary: 'See what was sent to endpoints and what they answered', roles: [] },
  { name: 'integration.delivery:resend', summary: 'Send one delivery again', roles: [] },
  { name: 'integration.replay:read', summary: 'See replays and how far they are', roles: [] },
  { name: 'integration.replay:cancel', summary: 'Stop a replay', roles: [] },
  { name: 'integration.event:read', summary: 'Read the company’s event log', roles: [] },
];
