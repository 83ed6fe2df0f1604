/** The writes of an account in a commit: the record, what only it may hold, its match keys, its event. */
import { type Rejection, reject, rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { account } from './account.entity.ts';
import type { PossibleDuplicate } from './account.resource.ts';
import type { Account } from './account.schema.ts';
import { parentCycle } from './decide-account.ts';
import { accountCreated } from './events.ts';
import { matchKeysOf, normalTaxId } from './identity.ts';
import { matchKey } from './match-key.entity.ts';
import { swapClaims } from './swap-claims.ts';

export const ACCOUNT_EXTERNAL_ID_RULE = 'crm.account.external_id';
const TAX_ID_RULE = 'crm.account.tax_id';
const DUPLICATES_MAX = 10;
const PARENTS_MAX = 20;

export async function addAccount(work: Work, fields: Account): Promise<Stored<Account>> {
  await claimValues(work, undefined, fields);
  await expectParent(work, fields);
  const created = work.create(account, fields);
  for (const key of matchKeysOf(fields)) work.create(matchKey, { key, accountId: fields.id });
  work.emit(accountCreated, created, { accountId: created.id, name: created.name });
  return created;
}

export async function changeAccount(work: Work, before: Stored<Account>, after: Account): Promise<Stored<Account>> {
  await claimValues(work, before, after);
  if (after.parentAccountId !== before.parentAccountId) await expectParent(work, after);
  const [had, has] = [matchKeysOf(before), matchKeysOf(after)];
  for (const key of has) {
    if (!had.includes(key)) work.create(matchKey, { key, accountId: after.id });
  }
  for (const key of had.filter((known) => !has.includes(known))) {
    const stale = await work.records.get(matchKey, { key, accountId: after.id });
    if (stale !== undefined) work.remove(matchKey, stale);
  }
  return work.update(account, before, after);
}

/** Accounts that share an e-mail address, a domain or a telephone number with this one (C2). */
export async function possibleDuplicatesOf(work: Work, fields: Account): Promise<PossibleDuplicate[]> {
  const { records } = work.context;
  const matchedBy = new Map<string, string>();
  for (const key of matchKeysOf(fields)) {
    const matches = await records.partition(matchKey, { key }, { limit: DUPLICATES_MAX });
    for (const { accountId } of matches) {
      if (accountId !== fields.id && !matchedBy.has(accountId))
        matchedBy.set(accountId, key.slice(0, key.indexOf(':')));
    }
  }
  const others = await records.getMany(account, [...matchedBy.keys()].slice(0, DUPLICATES_MAX));
  return others.map(({ id, name }) => ({ id, name, matchedBy: matchedBy.get(id) ?? '' }));
}

/** @throws Rejection `crm.account.duplicate_tax_id` or `.duplicate_external_id` (409) with the id of the holder */
async function claimValues(work: Work, before: Account | undefined, after: Account): Promise<void> {
  const rules = [
    {
      rule: TAX_ID_RULE,
      was: before?.taxId === undefined ? undefined : normalTaxId(before.taxId),
      is: after.taxId === undefined ? undefined : normalTaxId(after.taxId),
      taken: (holder?: string) => taken('taxId', 'duplicate_tax_id', 'Another account has this tax id.', holder),
    },
    {
      rule: ACCOUNT_EXTERNAL_ID_RULE,
      was: before?.externalId,
      is: after.externalId,
      taken: (holder?: string) =>
        taken('externalId', 'duplicate_external_id', 'Another account has this external id.', holder),
    },
  ];
  await swapClaims(work, after.id, rules);
}

function taken(field: string, code: string, message: string, holder?: string): Rejection {
  return reject('conflict', `crm.account.${code}`, message, {
    errors: [{ pointer: `/${field}`, code, message }],
    ...(holder === undefined ? {} : { facts: { existingId: holder } }),
  });
}

/**
 * Every account above must stay as it was read until the commit, so that two accounts cannot be put above each other
 * at once.
 * @throws Rejection `unknown_account`, `crm.account.parent_cycle`
 */
async function expectParent(work: Work, { id, parentAccountId }: Account): Promise<void> {
  let above = parentAccountId;
  for (let level = 0; above !== undefined; level += 1) {
    if (above === id || level >= PARENTS_MAX) throw parentCycle();
    const parent: Stored<Account> | undefined = await work.records.get(account, above);
    if (parent === undefined) throw rejectField('/parentAccountId', 'unknown_account', 'No such account.');
    work.expectUnchanged(account, parent);
    above = parent.parentAccountId;
  }
}
