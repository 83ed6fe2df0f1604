/** The writes of a contact in a commit: the record, what only it may hold, its match keys. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { account } from './account.entity.ts';
import { contact } from './contact.entity.ts';
import type { Contact } from './contact.schema.ts';
import { contactMatchKeys } from './identity.ts';
import { writeMatchKeys } from './match-keys.ts';
import { swapClaims, takenValue } from './swap-claims.ts';

export const CONTACT_EXTERNAL_ID_RULE = 'crm.contact.external_id';
export const EMAIL_RULE = 'crm.contact.email';

/** @throws Rejection `unknown_account`; `crm.contact.duplicate_email` or `.duplicate_external_id` (409) */
export async function addContact(work: Work, fields: Contact): Promise<Stored<Contact>> {
  await Promise.all([expectAccount(work, fields.accountId), claimValues(work, undefined, fields)]);
  const created = work.create(contact, fields);
  await writeMatchKeys(work, fields.id, [], contactMatchKeys(fields));
  return created;
}

/** @throws Rejection as `addContact` */
export async function changeContact(work: Work, before: Stored<Contact>, after: Contact): Promise<Stored<Contact>> {
  if (after.accountId !== before.accountId) await expectAccount(work, after.accountId);
  await claimValues(work, before, after);
  await writeMatchKeys(work, after.id, contactMatchKeys(before), contactMatchKeys(after));
  return work.update(contact, before, after);
}

async function expectAccount(work: Work, accountId: string): Promise<void> {
  if ((await work.records.get(account, accountId)) !== undefined) return;
  throw rejectField('/accountId', 'unknown_account', 'No such account.');
}

/** A person may be a contact of several accounts, but only once of each. */
export const contactEmailKey = (fields: Contact | undefined): string | undefined =>
  fields?.email === undefined ? undefined : `${fields.accountId}#${fields.email}`;

function claimValues(work: Work, before: Contact | undefined, after: Contact): Promise<void> {
  return swapClaims(work, after.id, [
    {
      rule: EMAIL_RULE,
      was: contactEmailKey(before),
      is: contactEmailKey(after),
      taken: (holder) =>
        takenValue('crm.contact', 'email', 'duplicate_email', 'The account has a contact with this address.', holder),
    },
    {
      rule: CONTACT_EXTERNAL_ID_RULE,
      was: before?.externalId,
      is: after.externalId,
      taken: (holder) =>
        takenValue(
          'crm.contact',
          'externalId',
          'duplicate_external_id',
          'Another contact has this external id.',
          holder,
        ),
    },
  ]);
}
