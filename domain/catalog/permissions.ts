import type { Permission } from '../../shared/module.ts';

const READERS = ['sales', 'operations', 'finance', 'service'] as const;
const KEEPERS = ['operations'] as const;

export const permissions: readonly Permission[] = [
  { name: 'catalog.product:read', summary: 'See products', roles: READERS },
  { name: 'catalog.product:create', summary: 'Add products', roles: KEEPERS },
  { name: 'catalog.product:update', summary: 'Change products', roles: KEEPERS },
  { name: 'catalog.product:import', summary: 'Import products', roles: KEEPERS },
  { name: 'catalog.unit:read', summary: 'See units', roles: READERS },
  { name: 'catalog.unit:create', summary: 'Add units', roles: KEEPERS },
  { name: 'catalog.bom:read', summary: 'See bills of material', roles: READERS },
  { name: 'catalog.bom:create', summary: 'Record bills of material', roles: KEEPERS },
  { name: 'catalog.bom:import', summary: 'Import bills of material', roles: KEEPERS },
  { name: 'catalog.work_centre:read', summary: 'See work centres', roles: READERS },
  { name: 'catalog.work_centre:create', summary: 'Add work centres', roles: KEEPERS },
  { name: 'catalog.work_centre:update', summary: 'Change work centres', roles: KEEPERS },
  { name: 'catalog.work_centre:import', summary: 'Import work centres', roles: KEEPERS },
];
