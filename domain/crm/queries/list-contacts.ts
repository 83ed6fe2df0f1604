import type { Context } from '../../../shared/context.ts';
import { type ListRequest, type Page, readPage } from '../../../shared/http/paging.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { contact } from '../contact.entity.ts';
import type { ContactListQuery, ContactResource } from '../contact.resource.ts';
import type { Contact } from '../contact.schema.ts';
import { normalEmail } from '../identity.ts';
import { showContact } from './show-contact.ts';

/** The contacts of an account, or all; in the order of their names unless nothing is asked for (newest first then). */
export async function listContacts(
  context: Context,
  { query }: RouteInput<unknown, ContactListQuery>,
): Promise<Page<ContactResource>> {
  const email = query.email === undefined ? undefined : normalEmail(query.email);
  const where = email === undefined ? {} : { where: (record: Contact) => record.email === email };
  return readPage(context, contact, query, { ...listOf(query), ...where }, (record) => showContact(context, record));
}

function listOf({ accountId, q }: ContactListQuery): ListRequest<Contact> {
  if (accountId !== undefined) return { list: 'byAccount', values: [accountId], search: q, ascending: true };
  return q === undefined ? {} : { list: 'byName', search: q, ascending: true };
}
