import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { type ContactInput, type ContactResource, presentContact, readContactFields } from '../contact.resource.ts';
import { addContact } from '../write-contact.ts';

/** Adds a person to an account. @throws Rejection `unknown_account`, `crm.contact.duplicate_email` (409) */
export async function createContact(
  context: Context,
  { body }: RouteInput<unknown, unknown, ContactInput>,
): Promise<ContactResource> {
  const { accountId, name } = body;
  return commit(context, async (work) =>
    presentContact(
      await addContact(work, { ...readContactFields(body), id: context.deps.ids.next('con'), accountId, name }),
    ),
  );
}
