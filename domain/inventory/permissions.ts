import type { Permission } from '../../shared/module.ts';

const READERS = ['sales', 'operations', 'finance', 'service'] as const;
const KEEPERS = ['operations'] as const;

export const permissions: readonly Permission[] = [
  { name: 'inventory.location:read', summary: 'See locations', roles: READERS },
  { name: 'inventory.location:create', summary: 'Add locations', roles: KEEPERS },
  { name: 'inventory.location:update', summary: 'Change locations', roles: KEEPERS },
  { name: 'inventory.location:import', summary: 'Import locations', roles: KEEPERS },
  { name: 'inventory.stock:read', summary: 'See stock, its value and its entries', roles: READERS },
  { name: 'inventory.stock:adjust', summary: 'Put stock right', roles: KEEPERS },
  { name: 'inventory.stock:transfer', summary: 'Move stock between locations', roles: KEEPERS },
  { name: 'inventory.stock:import', summary: 'Import counted stock', roles: KEEPERS },
  { name: 'inventory.reservation:read', summary: 'See what is reserved for whom', roles: READERS },
];
