/** The writes of an account in a commit: the record, what only it may hold, its match keys, its event. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { account } from './account.entity.ts';
import type { Account } from './account.schema.ts';
import { parentCycle } from './decide-account.ts';
import { accountCreated } from './events.ts';
import { accountMatchKeys, normalTaxId } from './identity.ts';
import { writeMatchKeys } from './match-keys.ts';
import { swapClaims, takenValue } from './swap-claims.ts';

export const ACCOUNT_EXTERNAL_ID_RULE = 'crm.account.external_id';
export const TAX_ID_RULE = 'crm.account.tax_id';
/** So few that the checks of an import's rows fit one transaction. */
const PARENTS_MAX = 8;

/** @throws Rejection as `claimValues` and `expectParent` */
export async function addAccount(work: Work, fields: Account): Promise<Stored<Account>> {
  await Promise.all([claimValues(work, undefined, fields), expectParent(work, fields)]);
  const created = work.create(account, fields);
  await writeMatchKeys(work, fields.id, [], accountMatchKeys(fields));
  work.emit(accountCreated, created, { accountId: created.id, name: created.name });
  return created;
}

/** @throws Rejection as `addAccount` */
export async function changeAccount(work: Work, before: Stored<Account>, after: Account): Promise<Stored<Account>> {
  if (after.parentAccountId !== before.parentAccountId) await expectParent(work, after);
  await claimValues(work, before, after);
  await writeMatchKeys(work, after.id, accountMatchKeys(before), accountMatchKeys(after));
  return work.update(account, before, after);
}

/** @throws Rejection `crm.account.duplicate_tax_id` or `.duplicate_external_id` (409) with the id of the holder */
async function claimValues(work: Work, before: Account | undefined, after: Account): Promise<void> {
  const rules = [
    {
      rule: TAX_ID_RULE,
      was: before?.taxId === undefined ? undefined : normalTaxId(before.taxId),
      is: after.taxId === undefined ? undefined : normalTaxId(after.taxId),
      taken: (holder?: string) =>
        takenValue('crm.account', 'taxId', 'duplicate_tax_id', 'Another account has this tax id.', holder),
    },
    {
      rule: ACCOUNT_EXTERNAL_ID_RULE,
      was: before?.externalId,
      is: after.externalId,
      taken: (holder?: string) =>
        takenValue(
          'crm.account',
          'externalId',
          'duplicate_external_id',
          'Another account has this external id.',
          holder,
        ),
    },
  ];
  await swapClaims(work, after.id, rules);
}

/**
 * Every account above must stay as it was read until the commit, so that two accounts cannot be put above each other
 * at once.
 * @throws Rejection at `/parentAccountId`: `unknown_account`, `parent_cycle`, `too_many_levels`
 */
async function expectParent(work: Work, { id, parentAccountId }: Account): Promise<void> {
  let above = parentAccountId;
  for (let level = 0; above !== undefined; level += 1) {
    if (above === id) throw parentCycle();
    if (level >= PARENTS_MAX) {
      throw rejectField('/parentAccountId', 'too_many_levels', `At most ${PARENTS_MAX} accounts can be above one.`);
    }
    const parent: Stored<Account> | undefined = await work.records.get(account, above);
    if (parent === undefined) throw rejectField('/parentAccountId', 'unknown_account', 'No such account.');
    work.expectUnchanged(account, parent);
    above = parent.parentAccountId;
  }
}
