import type { Permission } from '../../shared/module.ts';

const READERS = ['sales', 'operations', 'finance', 'service'] as const;
const SELLERS = ['sales'] as const;

export const permissions: readonly Permission[] = [
  { name: 'crm.account:read', summary: 'See accounts', roles: READERS },
  { name: 'crm.account:create', summary: 'Add accounts', roles: ['sales', 'finance'] },
  { name: 'crm.account:update', summary: 'Change accounts, credit limits among them', roles: ['sales', 'finance'] },
  { name: 'crm.account:import', summary: 'Import accounts', roles: SELLERS },
  { name: 'crm.contact:read', summary: 'See contacts', roles: READERS },
  { name: 'crm.contact:create', summary: 'Add contacts', roles: ['sales', 'service'] },
  { name: 'crm.contact:update', summary: 'Change contacts', roles: ['sales', 'service'] },
  { name: 'crm.contact:import', summary: 'Import contacts', roles: SELLERS },
  { name: 'crm.pipeline:read', summary: 'See pipelines', roles: READERS },
  { name: 'crm.pipeline:create', summary: 'Add pipelines', roles: SELLERS },
  { name: 'crm.pipeline:update', summary: 'Change pipelines and their stages', roles: SELLERS },
  { name: 'crm.opportunity:read', summary: 'See opportunities', roles: READERS },
  { name: 'crm.opportunity:create', summary: 'Open opportunities', roles: SELLERS },
  { name: 'crm.opportunity:update', summary: 'Change opportunities', roles: SELLERS },
  { name: 'crm.opportunity:win', summary: 'Win opportunities', roles: SELLERS },
  { name: 'crm.opportunity:lose', summary: 'Lose opportunities', roles: SELLERS },
  { name: 'crm.opportunity:reopen', summary: 'Reopen opportunities', roles: SELLERS },
  { name: 'crm.opportunity:import', summary: 'Import opportunities', roles: SELLERS },
  { name: 'crm.web_form:read', summary: 'See web forms', roles: SELLERS },
  { name: 'crm.web_form:create', summary: 'Add web forms', roles: SELLERS },
  { name: 'crm.web_form:update', summary: 'Change web forms', roles: SELLERS },
  { name: 'crm.web_form:delete', summary: 'Take web forms away', roles: SELLERS },
  { name: 'crm.lead:read', summary: 'See leads', roles: SELLERS },
  { name: 'crm.task:read', summary: 'See tasks', roles: READERS },
  { name: 'crm.task:create', summary: 'Add tasks', roles: ['sales', 'service', 'finance', 'operations'] },
  { name: 'crm.task:complete', summary: 'Complete tasks', roles: ['sales', 'service', 'finance', 'operations'] },
];
