import type { Permission } from '../../shared/module.ts';

export const analyticsPermissions: readonly Permission[] = [
  {
    name: 'analytics.loop:read',
    summary: 'Read the story of a loop: its documents, events and money.',
    roles: ['sales', 'operations', 'finance', 'service'],
  },
];
