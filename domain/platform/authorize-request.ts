/**
 * Who is calling: the authorizer of every route that is not public. One for people (a token of the user pool) and
 * programs (an API key), both as `Authorization: Bearer …`. What the caller may do is read from the tenant's records
 * at each request, strongly consistent, so that a right that was taken away ends with the next request.
 */
import { errors, jwtVerify } from 'jose';
import type { AuthorizerContext } from '../../shared/http/api-event.ts';
import { FIRST_VERSION } from '../../shared/http/versions.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import { type Records, recordsOf } from '../../shared/table/records.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { apiKey } from './api-key.entity.ts';
import { requestCounter } from './count-requests.ts';
import { member } from './member.entity.ts';
import { OWN_RECORD } from './permissions.ts';
import type { PlanName } from './plans.ts';
import { isGivenRole, rightsOfRoles } from './rights.ts';
import { role } from './role.entity.ts';
import { isSecret, readSecret } from './secret-text.ts';
import { TokenClaims } from './token-claims.ts';

/** The slice of API Gateway's request authorizer event, payload format 2.0, that is read. */
export type AuthorizerEvent = {
  readonly identitySource?: readonly string[] | null | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
};
export type AuthorizerAnswer =
  | { readonly isAuthorized: true; readonly context: AuthorizerContext }
  | { readonly isAuthorized: false };

const DENIED: AuthorizerAnswer = { isAuthorized: false };
const BEARER = /^Bearer ([\x21-\x7e]{16,8192})$/i;
/** Cognito signs with RSA only. Any other algorithm, `none` first, is a forgery. */
const ALGORITHMS = ['RS256'];

/**
 * Answers whether the caller is known, and as whom. A token or key that is missing, malformed, expired, forged, of
 * another pool or stage, or of someone who is no active member is simply not authorised; only a fault of the system
 * (table or signing keys out of reach) is thrown.
 */
export async function authorizeRequest(runtime: Runtime, event: AuthorizerEvent): Promise<AuthorizerAnswer> {
  const header = event.identitySource?.[0] ?? event.headers?.authorization ?? '';
  const credential = BEARER.exec(header.trim())?.[1];
  if (credential === undefined) return DENIED;
  const counter = requestCounter(runtime);
  const refused = counter.refusal(credential);
  if (refused !== undefined) return { isAuthorized: true, context: refused };
  const known = credential.startsWith('tk_')
    ? await callerOfKey(runtime, credential)
    : await callerOfToken(runtime, credential);
  if (known === undefined) return DENIED;
  return { isAuthorized: true, context: await counter.count(credential, known.caller, known.plan) };
}

type Known = { readonly caller: AuthorizerContext; readonly plan: PlanName };

const recordsIn = (runtime: Runtime, tenantId: TenantId): Records =>
  recordsOf({ client: runtime.tenantTable(tenantId), name: runtime.settings.tableName }, tenantId);

async function callerOfToken(runtime: Runtime, token: string): Promise<Known | undefined> {
  const claims = await verifiedClaims(runtime, token);
  if (claims === undefined) return undefined;
  const { tenantId, memberId, roleVersion } = claims;
  const records = recordsIn(runtime, tenantId);
  const [found, plan] = await Promise.all([
    records.get(member, memberId),
    requestCounter(runtime).planOf(records, tenantId),
  ]);
  if (found?.state !== 'active' || String(found.roleVersion) !== roleVersion) return undefined;
  const ownRoles = await records.getMany(
    role,
    found.roles.filter((name) => !isGivenRole(name)),
  );
  const rights = [...rightsOfRoles(found.roles, ownRoles), OWN_RECORD];
  const roles = rights.filter(isGivenRole).join(',');
  const patterns = rights.filter((right) => !isGivenRole(right)).join(',');
  return { caller: { tenantId, actorKind: 'user', actorId: memberId, roles, patterns }, plan };
}

/**
 * What a token says once its signature has been verified: the same for every request that carries it, and RSA is the
 * dearest part of a small one. Whether it has expired, and what its bearer may do, is asked each time.
 */
async function verifiedClaims(runtime: Runtime, token: string): Promise<TokenClaims | undefined> {
  const known = verified.get(runtime)?.get(token);
  if (known !== undefined && runtime.clock.now() < known.untilMs) return known.claims;
  return verify(runtime, token);
}

type Verified = { readonly claims: TokenClaims; readonly untilMs: number };
const verified = new WeakMap<Runtime, Map<string, Verified>>();
const VERIFIED_MAX = 1_000;
/** No longer than a key set is kept, so that a key which the pool withdraws is not believed for longer. */
const VERIFIED_MS_MAX = 10 * 60_000;

function remember(runtime: Runtime, token: string, claims: TokenClaims, expiresAtMs: number): void {
  const known = verified.get(runtime) ?? new Map<string, Verified>();
  if (known.size >= VERIFIED_MAX) known.clear();
  known.set(token, { claims, untilMs: Math.min(expiresAtMs, runtime.clock.now() + VERIFIED_MS_MAX) });
  verified.set(runtime, known);
}

async function verify(runtime: Runtime, token: string): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await jwtVerify(token, runtime.signingKeys(), {
      issuer: runtime.tokenIssuer(),
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'client_id', 'token_use'],
      currentDate: new Date(runtime.clock.now()),
    });
    if (payload.token_use !== 'access' || payload.client_id !== runtime.settings.userPoolClientId) return undefined;
    const claims = TokenClaims.safeParse(payload).data;
    if (claims !== undefined) remember(runtime, token, claims, (payload.exp ?? 0) * 1000);
    return claims;
  } catch (error) {
    if (error instanceof errors.JOSEError && !OUT_OF_REACH.has(error.code)) return undefined;
    throw error;
  }
}

/** The keys could not be fetched or read: nothing is known of the token, so it is not the caller's fault. */
const OUT_OF_REACH: ReadonlySet<string> = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

async function callerOfKey(runtime: Runtime, text: string): Promise<Known | undefined> {
  const key = readSecret(text);
  if (key?.kind !== 'tk' || key.stage !== runtime.settings.stage) return undefined;
  const records = recordsIn(runtime, key.tenantId);
  const found = await records.get(apiKey, key.recordId);
  // Compared even where no such key exists, so that the time does not tell which ids do.
  const isRight = isSecret(key.secret, found?.secretHash);
  if (!isRight || found?.state !== 'active') return undefined;
  const [owner, plan] = await Promise.all([
    records.get(member, found.ownerId),
    requestCounter(runtime).planOf(records, key.tenantId),
  ]);
  // Whoever joins again begins without the keys of the time before.
  if (owner?.state !== 'active' || found.createdAt < owner.joinedAt) return undefined;
  const patterns = [...found.scopes, OWN_RECORD].join(',');
  const apiVersion = found.apiVersion ?? FIRST_VERSION;
  const { tenantId } = key;
  return { caller: { tenantId, actorKind: 'apiKey', actorId: found.id, roles: '', patterns, apiVersion }, plan };
}
