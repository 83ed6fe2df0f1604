/** The rules of an account, without reads or writes. */
import { reject } from '../../shared/rejection.ts';
import type { AccountFields } from './account.resource.ts';
import type { Account } from './account.schema.ts';

const DEFAULTS = {
  creditLimitMinor: null,
  paymentTermsDays: 30,
  taxTreatment: 'domestic',
  shippingPolicy: 'partial',
  invoicingPolicy: 'dispatched',
} as const;
const NO_FIGURES = { lifetimeValueMinor: 0, realisedMarginMinor: 0, ordersCount: 0 };

/** A new account with the defaults of what is not said, and no figures yet. */
export const decideNewAccount = (id: string, fields: AccountFields & Pick<Account, 'name'>): Account => ({
  ...DEFAULTS,
  ...fields,
  id,
  figures: NO_FIGURES,
});

/** The account with the fields that change, and whether anything does. */
export function decideAccountChange(before: Account, changes: AccountFields): { after: Account; changed: boolean } {
  const after = { ...before, ...changes };
  const names = Object.keys(changes) as (keyof AccountFields)[];
  const changed = names.some((name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
  return { after, changed };
}

export const parentCycle = () =>
  reject('invalid', 'crm.account.parent_cycle', 'An account cannot be above itself.', {
    errors: [{ pointer: '/parentAccountId', code: 'parent_cycle', message: 'would make the account its own parent' }],
  });
