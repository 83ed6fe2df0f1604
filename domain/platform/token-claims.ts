/** What Tandem adds to an access token, and reads back from it. */
import { z } from 'zod';
import { idSchema, TenantIdSchema } from '../../shared/values/ids.ts';

export const TokenClaims = z.object({
  tenantId: TenantIdSchema,
  memberId: idSchema('usr'),
  /** A number as text: claims that are not text need no schema of the pool, but every library reads text alike. */
  roleVersion: z.string().regex(/^\d{1,15}$/),
});
export type TokenClaims = z.infer<typeof TokenClaims>;
