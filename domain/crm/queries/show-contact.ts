import type { Context } from '../../../shared/context.ts';
import { shownCustomFields } from '../../../shared/custom-fields/show-custom-fields.ts';
import type { Stored } from '../../../shared/table/entity.ts';
import { contact } from '../contact.entity.ts';
import { type ContactResource, presentContact } from '../contact.resource.ts';
import type { Contact } from '../contact.schema.ts';

/** A contact as it is answered, with the tenant's own fields. */
export const showContact = async (context: Context, record: Stored<Contact>): Promise<ContactResource> =>
  presentContact(record, await shownCustomFields(context, contact, record));
