import type { Permission } from '../../shared/module.ts';

const READERS = ['operations', 'sales', 'finance'] as const;
const PLANNERS = ['operations'] as const;

export const permissions: readonly Permission[] = [
  { name: 'production.order:read', summary: 'See production orders', roles: READERS },
  { name: 'production.order:plan', summary: 'Plan production orders by hand', roles: PLANNERS },
  { name: 'production.order:replan', summary: 'Plan a blocked production order anew', roles: PLANNERS },
  { name: 'production.order:start', summary: 'Start production: issue the components', roles: PLANNERS },
  { name: 'production.order:complete', summary: 'Report what was made and scrapped', roles: PLANNERS },
  { name: 'production.order:close', summary: 'Complete a production order short', roles: PLANNERS },
  { name: 'production.order:cancel', summary: 'Cancel production orders', roles: PLANNERS },
  { name: 'production.settings:read', summary: 'See the tolerances of production', roles: READERS },
  { name: 'production.settings:update', summary: 'Change the tolerances of production', roles: PLANNERS },
];
