/**
 * A person, once in the whole system: the directory from e-mail to memberships, in the platform space. It is written
 * ahead of the tenant it points to, so it may name a tenant in which the person is no member (yet, or any more): who is
 * a member is said by the tenant's own record alone.
 */
import { z } from 'zod';
import { reject } from '../../shared/rejection.ts';
import { sha256 } from '../../shared/table/audit-chain.ts';
import { derivedId } from '../../shared/values/ids.ts';

/** Tenants one person can be a member of. */
const MEMBERSHIPS_MAX = 50;

export const Person = z.object({
  /** sha256 of the folded e-mail: the key, so that no key shows an address. */
  emailHash: z.string(),
  userId: z.string(),
  email: z.string(),
  /** `pending` until a password is set; from then on a sign-up or an invitation verifies it and never overwrites it. */
  state: z.enum(['pending', 'active']),
  tenantIds: z.array(z.string()),
  /** The tenant that the next token is for; Cognito's trigger cannot be told in the sign-in call itself. */
  chosenTenantId: z.string().optional(),
  /** The company that this person signed up, from the first attempt on. */
  signUp: z.object({ tenantId: z.string(), keyHash: z.string().optional(), requestHash: z.string() }).optional(),
});
export type Person = z.infer<typeof Person>;

/** The address as it is compared: compatibility form, lower case. */
export const foldEmail = (email: string): string => email.normalize('NFKC').trim().toLowerCase();
export const emailHashOf = (email: string): string => sha256(foldEmail(email));

/** The person's id follows from the e-mail, so that every attempt through every path finds the same one. */
export const userIdOf = (email: string): string => derivedId('usr', 'person', emailHashOf(email));

/** The memberships with one more. @throws Rejection 409 `platform.person.too_many_companies` */
export function withMembership(tenantIds: readonly string[], tenantId: string): string[] {
  if (tenantIds.includes(tenantId)) return [...tenantIds];
  if (tenantIds.length >= MEMBERSHIPS_MAX)
    throw reject('conflict', 'platform.person.too_many_companies', `A person can join ${MEMBERSHIPS_MAX} companies.`);
  return [...tenantIds, tenantId];
}
