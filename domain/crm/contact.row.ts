/** Columns of a contact import. */
import { z } from 'zod';
import { rowCustomFields } from '../../shared/custom-fields/import-custom-fields.ts';
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
  customFields: rowCustomFields,
});
export type ContactRow = z.infer<typeof ContactRow>;
