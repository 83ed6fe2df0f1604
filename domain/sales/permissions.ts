import type { Permission } from '../../shared/module.ts';

export const permissions: readonly Permission[] = [
  { name: 'sales.order:read', summary: 'See sales orders', roles: ['sales', 'operations', 'finance', 'service'] },
  { name: 'sales.order:update', summary: 'Change the company’s own fields of orders', roles: ['sales', 'operations'] },
  { name: 'sales.order:release', summary: 'Release orders that the credit limit holds', roles: ['finance'] },
  { name: 'sales.order:cancel', summary: 'Cancel orders', roles: ['sales'] },
  { name: 'sales.order:close', summary: 'Give up the undelivered rest of orders', roles: ['sales', 'operations'] },
  { name: 'sales.order:fulfil', summary: 'Say that services were done', roles: ['sales', 'operations', 'service'] },
];
