import type { Permission } from '../../shared/module.ts';

const READERS = ['operations', 'finance'] as const;
const BUYERS = ['operations'] as const;
const ACCOUNTANTS = ['finance'] as const;

export const permissions: readonly Permission[] = [
  { name: 'procurement.vendor:read', summary: 'See vendors', roles: READERS },
  { name: 'procurement.vendor:create', summary: 'Add vendors', roles: BUYERS },
  { name: 'procurement.vendor:update', summary: 'Change vendors', roles: BUYERS },
  { name: 'procurement.vendor:import', summary: 'Import vendors', roles: BUYERS },
  { name: 'procurement.vendor_price:read', summary: 'See what vendors ask', roles: READERS },
  { name: 'procurement.vendor_price:create', summary: 'Add vendors’ prices', roles: BUYERS },
  { name: 'procurement.vendor_price:update', summary: 'Change vendors’ prices', roles: BUYERS },
  { name: 'procurement.vendor_price:import', summary: 'Import vendors’ prices', roles: BUYERS },
  { name: 'procurement.requisition:read', summary: 'See what is to be bought', roles: READERS },
  { name: 'procurement.requisition:order', summary: 'Order requisitions from their vendors', roles: BUYERS },
  { name: 'procurement.order:read', summary: 'See purchase orders and receipts', roles: READERS },
  { name: 'procurement.order:place', summary: 'Place purchase orders', roles: BUYERS },
  { name: 'procurement.order:receive', summary: 'Receive the goods of a purchase order', roles: BUYERS },
  { name: 'procurement.order:bill', summary: 'Record a supplier’s bill', roles: ['operations', 'finance'] },
  { name: 'procurement.order:close', summary: 'Give up the rest of a purchase order', roles: BUYERS },
  { name: 'procurement.order:cancel', summary: 'Cancel a purchase order', roles: BUYERS },
  { name: 'procurement.bill:read', summary: 'See supplier bills', roles: READERS },
  { name: 'procurement.bill:release', summary: 'Release a bill that is on hold', roles: ACCOUNTANTS },
  { name: 'procurement.bill:pay', summary: 'Pay supplier bills', roles: ACCOUNTANTS },
  { name: 'procurement.settings:read', summary: 'See the tolerances of purchasing', roles: READERS },
  { name: 'procurement.settings:update', summary: 'Change the tolerances of purchasing', roles: ACCOUNTANTS },
];
