import type { Permission } from '../../shared/module.ts';

const READERS = ['sales', 'operations', 'finance', 'service'] as const;
const KEEPERS = ['operations'] as const;

export const permissions: readonly Permission[] = [
  { name: 'logistics.shipment:read', summary: 'See shipments', roles: READERS },
  { name: 'logistics.shipment:pick', summary: 'Pick the goods of a shipment', roles: KEEPERS },
  { name: 'logistics.shipment:dispatch', summary: 'Dispatch a shipment', roles: KEEPERS },
  { name: 'logistics.shipment:deliver', summary: 'Record the delivery of a shipment', roles: KEEPERS },
  { name: 'logistics.return:read', summary: 'See returns', roles: READERS },
  { name: 'logistics.return:receive', summary: 'Receive goods that come back', roles: ['operations', 'service'] },
];
