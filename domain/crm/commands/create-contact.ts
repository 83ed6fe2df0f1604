import type { Context } from '../../../shared/context.ts';
import { newCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { contact } from '../contact.entity.ts';
import { type ContactInput, type ContactResource, readContactFields } from '../contact.resource.ts';
import { contactMatchKeys } from '../identity.ts';
import { possibleDuplicatesOf } from '../match-keys.ts';
import { showContact } from '../queries/show-contact.ts';
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
    const custom = await newCustomFields(work, contact, body.customFields);
    const created = await addContact(work, { ...readContactFields(body), ...custom, id, accountId, name });
    const possibleDuplicates = await possibleDuplicatesOf(work, contact, id, contactMatchKeys(created));
    return { ...(await showContact(context, created)), possibleDuplicates };
  });
}
