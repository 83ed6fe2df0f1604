import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { contact } from '../contact.entity.ts';
import type { ContactResource } from '../contact.resource.ts';
import { showContact } from './show-contact.ts';

export const getContact = async (
  context: Context,
  { params }: RouteInput<{ contactId: string }>,
): Promise<ContactResource> => showContact(context, await context.records.need(contact, params.contactId));
