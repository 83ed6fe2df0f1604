import { z } from 'zod';

const Company = z.object({ id: z.string(), company: z.string() });

export const MeResource = z
  .object({
    kind: z.enum(['user', 'apiKey']),
    id: z.string(),
    /** Of a person; null for a key. */
    email: z.string().nullable(),
    name: z.string().nullable(),
    roles: z.array(z.string()),
    /** Names of everything that the caller may do. */
    permissions: z.array(z.string()),
    tenant: Company,
    /** Every company in which the person is an active member; `tenantId` of `/auth/token` chooses one. */
    memberships: z.array(Company),
  })
  .meta({ id: 'Me' });
export type MeResource = z.infer<typeof MeResource>;
