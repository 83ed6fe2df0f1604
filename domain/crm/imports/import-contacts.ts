import type { Context } from '../../../shared/context.ts';
import { changedCustomFields, newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { type ImportInput, importRows, type RowResult } from '../../../shared/import-rows.ts';
import type { ImportOutcome } from '../../../shared/module.ts';
import { rejectField } from '../../../shared/rejection.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import type { Work } from '../../../shared/table/unit-of-work.ts';
import { account } from '../account.entity.ts';
import type { Account } from '../account.schema.ts';
import { contact } from '../contact.entity.ts';
import type { ContactRow } from '../contact.row.ts';
import type { Contact } from '../contact.schema.ts';
import { normalEmail } from '../identity.ts';
import { findByExternalId } from '../queries/find-by-external-id.ts';
import { ACCOUNT_EXTERNAL_ID_RULE } from '../write-account.ts';
import { addContact, CONTACT_EXTERNAL_ID_RULE, changeContact } from '../write-contact.ts';

/** At most ten actions a contact: record, audit, two values and two match keys, each one new and one old. */
const ROWS_PER_COMMIT = 8;

type Facts = { readonly accounts: Map<string, Stored<Account>>; readonly contacts: Map<string, Stored<Contact>> };

/** Adds contacts, or changes those whose external id is known; the same row again changes nothing. */
export const importContacts = (context: Context, input: ImportInput<ContactRow>): Promise<ImportOutcome[]> =>
  importRows(context, input, { rowsPerCommit: ROWS_PER_COMMIT, prepare: readFacts, write: importContact });

async function readFacts({ records }: Work, rows: readonly ContactRow[]): Promise<Facts> {
  const [accounts, contacts] = await Promise.all([
    findByExternalId(
      records,
      account,
      ACCOUNT_EXTERNAL_ID_RULE,
      rows.map(({ accountExternalId }) => accountExternalId),
    ),
    findByExternalId(
      records,
      contact,
      CONTACT_EXTERNAL_ID_RULE,
      rows.map(({ externalId }) => externalId),
    ),
  ]);
  return { accounts, contacts };
}

async function importContact(work: Work, row: ContactRow, { accounts, contacts }: Facts): Promise<RowResult> {
  const { accountExternalId, email, phone, role, externalId, name } = row;
  const holder = accounts.get(accountExternalId);
  if (holder === undefined) {
    const text = `No account has the external id "${accountExternalId}".`;
    throw rejectField('/accountExternalId', 'unknown_account', text);
  }
  const fields = {
    accountId: holder.id,
    name,
    externalId,
    ...(email === undefined ? {} : { email: normalEmail(email) }),
    ...(phone === undefined ? {} : { phone }),
    ...(role === undefined ? {} : { role }),
  };
  const before = contacts.get(externalId);
  if (before === undefined) {
    const custom = await newCustomFields(work, contact, row.customFields, 'text');
    const created = await addContact(work, { ...fields, ...custom, id: work.context.deps.ids.next('con') });
    contacts.set(externalId, created);
    return { result: 'created', id: created.id };
  }
  const custom = await changedCustomFields(work, contact, before, row.customFields, 'text');
  const names = Object.keys(fields) as (keyof typeof fields)[];
  const isSame = names.every((field) => before[field] === fields[field]) && Object.keys(custom).length === 0;
  if (isSame) return { result: 'unchanged', id: before.id };
  contacts.set(externalId, await changeContact(work, before, { ...before, ...fields, ...custom }));
  return { result: 'updated', id: before.id };
}
