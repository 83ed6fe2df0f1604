import type { Context } from '../../../shared/context.ts';
import { changedCustomFields } from '../../../shared/custom-fields/write-custom-fields.ts';
import { expectVersion } from '../../../shared/http/preconditions.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import { contact } from '../contact.entity.ts';
import { type ContactChange, type ContactResource, readContactFields } from '../contact.resource.ts';
import { showContact } from '../queries/show-contact.ts';
import { changeContact } from '../write-contact.ts';

export async function updateContact(
  context: Context,
  { params, body, ifMatch }: RouteInput<{ contactId: string }, unknown, ContactChange>,
): Promise<ContactResource> {
  return commit(context, async (work) => {
    const before = await work.records.need(contact, params.contactId);
    expectVersion(before, ifMatch);
    const custom = await changedCustomFields(work, contact, before, body.customFields);
    const after = { ...before, ...readContactFields(body), ...custom };
    return showContact(context, await changeContact(work, before, after));
  });
}
