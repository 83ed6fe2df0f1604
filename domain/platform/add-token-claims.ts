/**
 * The pool's trigger before it issues a token (Cognito, pre token generation V2): puts tenant, member and role version
 * into the access token. Which tenant was chosen is read from the person's record, since Cognito hands the trigger
 * nothing of the sign-in call; `/auth/token` verifies that the token it got is for the tenant it asked for.
 */
import type { Runtime } from '../../shared/runtime/runtime.ts';
import type { Stored } from '../../shared/table/entity.ts';
import { type Records, recordsOf } from '../../shared/table/records.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { member } from './member.entity.ts';
import type { Member } from './member.schema.ts';
import { person } from './person.entity.ts';
import { emailHashOf, type Person } from './person.schema.ts';
import type { TokenClaims } from './token-claims.ts';

/** The slice of Cognito's event that is read and written. */
export type PreTokenEvent = {
  readonly version: string;
  readonly triggerSource: string;
  readonly userName: string;
  readonly request: { readonly userAttributes: Readonly<Record<string, string>> };
  readonly response: {
    claimsAndScopeOverrideDetails?: {
      accessTokenGeneration?: { claimsToAddOrOverride?: Record<string, unknown> };
    } | null;
  };
};

/** A person without an active membership gets a token without a tenant, which opens nothing. */
export async function addTokenClaims<Event extends PreTokenEvent>(runtime: Runtime, event: Event): Promise<Event> {
  const email = event.request.userAttributes.email;
  const claims = email === undefined ? undefined : await claimsOf(runtime, email);
  if (claims !== undefined) {
    event.response.claimsAndScopeOverrideDetails = {
      accessTokenGeneration: { claimsToAddOrOverride: { ...claims } },
    };
  }
  return event;
}

async function claimsOf(runtime: Runtime, email: string): Promise<TokenClaims | undefined> {
  const name = runtime.settings.tableName;
  const directory = recordsOf({ client: runtime.platformTable(), name }, '' as TenantId);
  const who = await directory.get(person, { emailHash: emailHashOf(email) });
  if (who === undefined) return undefined;
  for (const tenantId of tenantsInOrder(who)) {
    const found = await memberOf(recordsOf({ client: runtime.tenantTable(tenantId), name }, tenantId), who);
    if (found !== undefined) return { tenantId, memberId: found.id, roleVersion: String(found.roleVersion) };
  }
  return undefined;
}

/** The chosen tenant first, then the others in the order in which they were joined. */
function tenantsInOrder(who: Pick<Person, 'tenantIds' | 'chosenTenantId'>): TenantId[] {
  const chosen = who.tenantIds.filter((id) => id === who.chosenTenantId);
  return [...chosen, ...who.tenantIds.filter((id) => id !== who.chosenTenantId)] as TenantId[];
}

async function memberOf(records: Records, who: Person): Promise<Stored<Member> | undefined> {
  const found = await records.get(member, who.userId);
  return found?.state === 'active' ? found : undefined;
}
