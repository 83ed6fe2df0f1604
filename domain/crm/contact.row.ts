/** Columns of a contact import. */
import { z } from 'zod';
import { column, neededColumn } from '../../shared/import-columns.ts';
import { ExternalId, Name, textLine } from '../../shared/values/text.ts';
import { Email, Phone } from './text-fields.ts';

export const ContactRow = z.strictObject({
  externalId: neededColumn(ExternalId),
  accountExternalId: neededColumn(ExternalId),
  name: neededColumn(Name),
  email: column(Email),
  phone: column(Phone),
  role: column(textLine(100)),
});
export type ContactRow = z.infer<typeof ContactRow>;
