/** The writes of a contact in a commit: the record and what only it may hold. */
import { rejectField } from '../../shared/rejection.ts';
import type { Stored } from '../../shared/table/entity.ts';
import type { Work } from '../../shared/table/unit-of-work.ts';
import { account } from './account.entity.ts';
import { contact } from './contact.entity.ts';
import type { Contact } from './contact.schema.ts';

export const CONTACT_EXTERNAL_ID_RULE = 'crm.contact.external_id';
const EMAIL_RULE = 'crm.contact.email';

/** @throws Rejection `unknown_account`; `crm.contact.duplicate_email` or `.duplicate_external_id` (409) */
export async function addContact(work: Work, fields: Contact): Promise<Stored<Contact>> {
  await expectAccount(work, fields.accountId);
  claimValues(work, undefined, fields);
  return work.create(contact, fields);
}

/** @throws Rejection as `addContact` */
export async function changeContact(work: Work, before: Stored<Contact>, after: Contact): Promise<Stored<Contact>> {
  if (after.accountId !== before.accountId) await expectAccount(work, after.accountId);
  claimValues(work, before, after);
  return work.update(contact, before, after);
}

async function expectAccount(work: Work, accountId: string): Promise<void> {
  if ((await work.records.get(account, accountId)) !== undefined) return;
  throw rejectField('/accountId', 'unknown_account', 'No such account.');
}

/** A person may be a contact of several accounts, but only once of each. */
const emailKeyOf = (fields: Contact | undefined): string | undefined =>
  fields?.email === undefined ? undefined : `${fields.accountId}#${fields.email}`;

function claimValues(work: Work, before: Contact | undefined, after: Contact): void {
  swap(work, EMAIL_RULE, [emailKeyOf(before), emailKeyOf(after)], after.id, 'email');
  swap(work, CONTACT_EXTERNAL_ID_RULE, [before?.externalId, after.externalId], after.id, 'externalId');
}

type Swap = readonly [was: string | undefined, is: string | undefined];
const TAKEN = {
  email: ['duplicate_email', 'The account has a contact with this e-mail address.'],
  externalId: ['duplicate_external_id', 'Another contact has this external id.'],
} as const;

function swap(work: Work, rule: string, [was, is]: Swap, id: string, field: keyof typeof TAKEN): void {
  if (was === is) return;
  const [code, message] = TAKEN[field];
  if (is !== undefined) work.claim(rule, is, id, rejectField(`/${field}`, `crm.contact.${code}`, message, 'conflict'));
  if (was !== undefined) work.release(rule, was);
}
