import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { contact } from '../contact.entity.ts';
import { type ContactInput, type ContactResource, presentContact, readContactFields } from '../contact.resource.ts';
import { contactMatchKeys } from '../identity.ts';
import { possibleDuplicatesOf } from '../match-keys.ts';
import { addContact } from '../write-contact.ts';

/**
 * Adds a person to an account and tells which others it may be a double of.
 * @throws Rejection `unknown_account` (422), `crm.contact.duplicate_email`, `.duplicate_external_id` (409)
 */
export async function createContact(
  context: Context,
  { body }: RouteInput<unknown, unknown, ContactInput>,
): Promise<ContactResource> {
  const { accountId, name } = body;
  return commit(context, async (work) => {
    const id = context.deps.ids.next('con');
    const created = await addContact(work, { ...readContactFields(body), id, accountId, name });
    const possibleDuplicates = await possibleDuplicatesOf(work, contact, id, contactMatchKeys(created));
    return { ...presentContact(created), possibleDuplicates };
  });
}
