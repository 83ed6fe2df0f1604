/**
 * The chart of accounts that every tenant begins with. The parts that accounts play (roles) are constants: the
 * automatic postings name a role, never a code, and the account of a role does not change, so that a posting needs
 * no read. A tenant adds accounts (`finance.chart`); it cannot move a role.
 */
import { z } from 'zod';

export const AccountType = z.enum(['asset', 'liability', 'equity', 'income', 'expense']);
export type AccountType = z.infer<typeof AccountType>;

export const AccountRole = z.enum([
  'bank',
  'cash',
  'receivable',
  'stock',
  'work_in_progress',
  'input_tax',
  'payable',
  'received_not_invoiced',
  'output_tax',
  'customer_advances',
  'equity',
  'retained_earnings',
  'revenue',
  'service_revenue',
  'cost_of_goods_sold',
  'purchase_price_variance',
  'stock_adjustment',
  'production_variance',
  'conversion_cost_absorbed',
  'write_off',
]);
export type AccountRole = z.infer<typeof AccountRole>;

export const Account = z.object({
  code: z.string(),
  name: z.string(),
  type: AccountType,
  /** Its part in the automatic postings; absent on accounts that only people post to. */
  role: AccountRole.optional(),
});
export type Account = z.infer<typeof Account>;

export const ROLE_ACCOUNTS: Readonly<Record<AccountRole, Account>> = {
  bank: { code: '1000', name: 'Bank', type: 'asset', role: 'bank' },
  cash: { code: '1010', name: 'Cash', type: 'asset', role: 'cash' },
  receivable: { code: '1100', name: 'Trade receivables', type: 'asset', role: 'receivable' },
  stock: { code: '1200', name: 'Stock', type: 'asset', role: 'stock' },
  work_in_progress: { code: '1210', name: 'Work in progress', type: 'asset', role: 'work_in_progress' },
  input_tax: { code: '1300', name: 'Input tax', type: 'asset', role: 'input_tax' },
  payable: { code: '2000', name: 'Trade payables', type: 'liability', role: 'payable' },
  received_not_invoiced: {
    code: '2010',
    name: 'Goods received, not invoiced',
    type: 'liability',
    role: 'received_not_invoiced',
  },
  output_tax: { code: '2100', name: 'Output tax', type: 'liability', role: 'output_tax' },
  customer_advances: { code: '2200', name: 'Customer advances', type: 'liability', role: 'customer_advances' },
  equity: { code: '3000', name: 'Share capital', type: 'equity', role: 'equity' },
  retained_earnings: { code: '3100', name: 'Retained earnings', type: 'equity', role: 'retained_earnings' },
  revenue: { code: '4000', name: 'Sales of goods', type: 'income', role: 'revenue' },
  service_revenue: { code: '4100', name: 'Sales of services', type: 'income', role: 'service_revenue' },
  cost_of_goods_sold: { code: '5000', name: 'Cost of goods sold', type: 'expense', role: 'cost_of_goods_sold' },
  purchase_price_variance: {
    code: '5100',
    name: 'Purchase price variance',
    type: 'expense',
    role: 'purchase_price_variance',
  },
  stock_adjustment: { code: '5200', name: 'Stock adjustments', type: 'expense', role: 'stock_adjustment' },
  production_variance: { code: '5300', name: 'Production variance', type: 'expense', role: 'production_variance' },
  conversion_cost_absorbed: {
    code: '5400',
    name: 'Conversion cost absorbed',
    type: 'expense',
    role: 'conversion_cost_absorbed',
  },
  write_off: { code: '6000', name: 'Write-offs', type: 'expense', role: 'write_off' },
};

/** Accounts beside those with a role, for what people post by hand. */
const FURTHER_ACCOUNTS: readonly Account[] = [
  { code: '1500', name: 'Equipment', type: 'asset' },
  { code: '2500', name: 'Loans', type: 'liability' },
  { code: '4900', name: 'Other income', type: 'income' },
  { code: '6100', name: 'Wages and salaries', type: 'expense' },
  { code: '6200', name: 'Rent', type: 'expense' },
  { code: '6300', name: 'Operating expenses', type: 'expense' },
  { code: '6400', name: 'Bank charges', type: 'expense' },
];

/** What a new tenant's chart holds, by code. */
export const STARTING_CHART: readonly Account[] = [...Object.values(ROLE_ACCOUNTS), ...FURTHER_ACCOUNTS].sort((a, b) =>
  a.code < b.code ? -1 : 1,
);

/** Code of the account that plays a role. */
export const accountOf = (role: AccountRole): string => ROLE_ACCOUNTS[role].code;

/** Accounts kept by party: each line names the customer or vendor (F2). */
export const CONTROL_ROLES: ReadonlySet<AccountRole> = new Set(['receivable', 'payable', 'customer_advances']);

/**
 * Accounts that must equal a sub-ledger (open invoices and bills, advances, stock and its receipts, F19): only the
 * documents post to them, never a manual entry.
 */
export const SUBLEDGER_ROLES: ReadonlySet<AccountRole> = new Set([
  ...CONTROL_ROLES,
  'stock',
  'work_in_progress',
  'received_not_invoiced',
]);
