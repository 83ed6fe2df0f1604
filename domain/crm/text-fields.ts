/** Fields that accounts, contacts and opportunities share. */
import { z } from 'zod';
import { emailAddress } from '../../shared/values/text.ts';

export const Email = emailAddress(254);
export const Phone = z
  .string()
  .max(40)
  .regex(/^[+(]?\d[\d\s()./-]*(x\d{1,8})?$/, 'must be a telephone number');
/** A member of the tenant; the id of a user. */
export const OwnerId = z.string().regex(/^[a-z]{2,5}_[0-9a-zA-Z_-]{1,64}$/, 'must be the id of a user');
