/** The wire shape of a contact and its input. */
import { z } from 'zod';
import { ShownFields, saidCustomFields, withCustomFilters } from '../../shared/custom-fields/custom-fields.schema.ts';
import type { ShownCustomFields } from '../../shared/custom-fields/show-custom-fields.ts';
import { PageQuery } from '../../shared/http/paging.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { idSchema } from '../../shared/values/ids.ts';
import { ExternalId, Name, saidFields, textLine } from '../../shared/values/text.ts';
import { Instant } from '../../shared/values/time.ts';
import type { Contact } from './contact.schema.ts';
import { normalEmail } from './identity.ts';
import { PossibleDuplicate } from './match-keys.ts';
import { Email, Phone } from './text-fields.ts';

const Role = textLine(100);

export const ContactInput = z.strictObject({
  accountId: idSchema('acc'),
  name: Name,
  email: Email.optional(),
  phone: Phone.optional(),
  role: Role.optional(),
  externalId: ExternalId.optional(),
  customFields: saidCustomFields('contact').optional(),
});
export type ContactInput = z.infer<typeof ContactInput>;

/** Any of the fields; null takes an optional one away. */
export const ContactChange = z.strictObject({
  accountId: idSchema('acc').optional(),
  name: Name.optional(),
  email: Email.nullable().optional(),
  phone: Phone.nullable().optional(),
  role: Role.nullable().optional(),
  externalId: ExternalId.nullable().optional(),
  customFields: saidCustomFields('contact').optional(),
});
export type ContactChange = z.infer<typeof ContactChange>;

export const ContactResource = z
  .object({
    id: z.string(),
    accountId: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    role: z.string().nullable(),
    externalId: z.string().nullable(),
    customFields: ShownFields('contact'),
    /** Contacts of any account with the same e-mail address or telephone number; in the answer to a new contact. */
    possibleDuplicates: z.array(PossibleDuplicate).optional(),
    version: z.number().int(),
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: 'Contact' });
export type ContactResource = z.infer<typeof ContactResource>;

export const ContactListQuery = withCustomFilters(
  PageQuery.extend({
    accountId: idSchema('acc').optional(),
    /** Beginning of the name, in either case. */
    q: z.string().min(1).max(100).optional(),
    email: Email.optional(),
  }),
  'contact',
);
export type ContactListQuery = z.infer<typeof ContactListQuery>;

export const presentContact = (record: Stored<Contact>, customFields: ShownCustomFields): ContactResource => ({
  id: record.id,
  accountId: record.accountId,
  name: record.name,
  email: record.email ?? null,
  phone: record.phone ?? null,
  role: record.role ?? null,
  externalId: record.externalId ?? null,
  customFields,
  version: record.version,
  createdAt: record.createdAt,
  updatedAt: record.updatedAt,
});

export type ContactFields = Partial<Omit<Contact, 'id'>>;

/** What a body says; null, which takes a field away on the wire, is undefined in the record. */
export const readContactFields = ({ email, customFields: _, ...plain }: ContactChange): ContactFields => ({
  ...saidFields<ContactFields>(plain),
  ...(email === undefined ? {} : { email: email === null ? undefined : normalEmail(email) }),
});
