/** Fields that accounts, contacts, opportunities and tasks share. */
import { z } from 'zod';

/** A line of text with something to see in it. */
export const textLine = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u, 'must have a visible character and no control characters');

export const Name = textLine(200);
export const Reason = textLine(500);
export const Email = z.email().max(254);
export const Phone = z
  .string()
  .max(40)
  .regex(/^[+(]?\d[\d\s()./-]*(x\d{1,8})?$/, 'must be a telephone number');
export const ExternalId = textLine(128).meta({ id: 'ExternalId', examples: ['hubspot-4711'] });
/** A member of the tenant; the id of a user. */
export const OwnerId = z.string().regex(/^[a-z]{2,5}_[0-9a-zA-Z_-]{1,64}$/, 'must be the id of a user');
