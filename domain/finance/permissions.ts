import type { Permission } from '../../shared/module.ts';

const KEEPERS = ['finance'] as const;
const READERS = ['finance', 'sales', 'service'] as const;

export const permissions: readonly Permission[] = [
  { name: 'finance.account:read', summary: 'See the chart of accounts', roles: KEEPERS },
  { name: 'finance.account:create', summary: 'Add accounts', roles: KEEPERS },
  { name: 'finance.tax:read', summary: 'See the tax rates', roles: READERS },
  { name: 'finance.tax:update', summary: 'Change the tax rates', roles: KEEPERS },
  { name: 'finance.entry:read', summary: 'See journal entries', roles: KEEPERS },
  { name: 'finance.entry:create', summary: 'Post manual journal entries', roles: KEEPERS },
  { name: 'finance.entry:reverse', summary: 'Reverse manual journal entries', roles: KEEPERS },
  { name: 'finance.ledger:read', summary: 'See trial balance, ledgers and ageing', roles: KEEPERS },
  { name: 'finance.invoice:read', summary: 'See invoices', roles: READERS },
  { name: 'finance.invoice:credit', summary: 'Credit invoices', roles: KEEPERS },
  { name: 'finance.invoice:allocate', summary: 'Clear invoices out of advances', roles: KEEPERS },
  { name: 'finance.credit_note:read', summary: 'See credit notes', roles: READERS },
  { name: 'finance.payment:read', summary: 'See payments and refunds', roles: READERS },
  { name: 'finance.payment:receive', summary: 'Record payments', roles: KEEPERS },
  { name: 'finance.payment_provider:read', summary: 'See payment providers', roles: KEEPERS },
  { name: 'finance.payment_provider:create', summary: 'Let payment providers call', roles: KEEPERS },
  { name: 'finance.payment_provider:update', summary: 'Change payment providers', roles: KEEPERS },
  { name: 'finance.payment_provider:delete', summary: 'Forget payment providers', roles: KEEPERS },
  { name: 'finance.callback:read', summary: 'See what payment providers told', roles: KEEPERS },
  { name: 'finance.callback:assign', summary: 'Say what kept money is for', roles: KEEPERS },
  { name: 'finance.callback:dismiss', summary: 'Say that kept money is not to be booked', roles: KEEPERS },
  { name: 'finance.refund:pay', summary: 'Pay refunds', roles: KEEPERS },
];
