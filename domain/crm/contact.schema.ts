import { z } from 'zod';
import { StoredCustomFields } from '../../shared/custom-fields/custom-field.entity.ts';

/** A person at an account. */
export const Contact = z.object({
  id: z.string(),
  accountId: z.string(),
  name: z.string(),
  /** In lower case; one contact an account and address. */
  email: z.string().optional(),
  phone: z.string().optional(),
  role: z.string().optional(),
  externalId: z.string().optional(),
  /** The tenant's own fields. */
  custom: StoredCustomFields.optional(),
});
export type Contact = z.infer<typeof Contact>;
