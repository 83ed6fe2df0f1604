import type { Context } from '../../../shared/context.ts';
import type { RouteInput } from '../../../shared/module.ts';
import { contact } from '../contact.entity.ts';
import { type ContactResource, presentContact } from '../contact.resource.ts';

export const getContact = async (
  context: Context,
  { params }: RouteInput<{ contactId: string }>,
): Promise<ContactResource> => presentContact(await context.records.need(contact, params.contactId));
