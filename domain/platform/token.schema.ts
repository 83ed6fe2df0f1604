import { z } from 'zod';
import { idSchema } from '../../shared/values/ids.ts';
import { Email } from './sign-up.schema.ts';

/** E-mail and password, or a refresh token; `tenantId` chooses among the companies of a person with several. */
export const TokenBody = z
  .strictObject({
    email: Email.optional(),
    password: z.string().min(1).max(256).optional(),
    refreshToken: z.string().min(1).max(8_192).optional(),
    tenantId: idSchema('ten').optional(),
  })
  .superRefine((body, issues) => {
    const refuse = (field: string, message: string) => issues.addIssue({ code: 'custom', path: [field], message });
    const { email, password, refreshToken } = body;
    if (refreshToken === undefined) {
      if (email === undefined) refuse('email', 'is required');
      if (password === undefined) refuse('password', 'is required');
    } else {
      if (email !== undefined) refuse('email', 'does not go with a refresh token');
      if (password !== undefined) refuse('password', 'does not go with a refresh token');
    }
  });
export type TokenBody = z.infer<typeof TokenBody>;

export const TokenAnswer = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    /** Seconds until the access token ends. */
    expiresIn: z.number().int(),
    tokenType: z.literal('Bearer'),
    tenantId: z.string(),
  })
  .meta({ id: 'Token' });
export type TokenAnswer = z.infer<typeof TokenAnswer>;

export const SignOutBody = z.strictObject({ refreshToken: z.string().min(1).max(8_192) });
export type SignOutBody = z.infer<typeof SignOutBody>;
