/**
 * Sign-in. The password is verified before anything else is said or written. Cognito cannot be told in the call which
 * tenant is meant, so the choice is kept in the person's record, which the trigger reads; the token that comes out is
 * checked against what was asked for, because two sessions of one person may be choosing at the same time.
 */
import { decodeJwt } from 'jose';
import type { RouteInput } from '../../../shared/module.ts';
import type { PlatformContext } from '../../../shared/platform-context.ts';
import { type Rejection, reject } from '../../../shared/rejection.ts';
import { platformWork } from '../../../shared/runtime/contexts.ts';
import { commit } from '../../../shared/table/unit-of-work.ts';
import type { TenantId } from '../../../shared/values/ids.ts';
import { badCredentials, badRefreshToken, refresh, signIn, type Tokens } from '../credentials.ts';
import { member } from '../member.entity.ts';
import { person } from '../person.entity.ts';
import { emailHashOf, foldEmail } from '../person.schema.ts';
import { readRefreshToken, writeRefreshToken } from '../refresh-token.ts';
import type { TokenAnswer, TokenBody } from '../token.schema.ts';
import { TokenClaims } from '../token-claims.ts';

/** Attempts to get a token for the chosen tenant while another session of the person chooses another one. */
const CHOICES_MAX = 4;

type Session = { readonly tokens: Tokens; readonly refreshToken: string };

/**
 * @throws Rejection 401 `auth.bad_credentials` (the same for an unknown e-mail and a wrong password) or
 * `auth.bad_refresh_token`, 403 `auth.not_a_member` or `auth.no_tenant`
 */
export async function issueToken(
  context: PlatformContext,
  { body }: RouteInput<unknown, unknown, TokenBody>,
): Promise<TokenAnswer> {
  const { session, wanted } = await openSession(context, body);
  const claims = claimsIn(session.tokens);
  if (wanted === undefined) {
    if (claims === undefined) throw noTenant();
    return answerOf(session, claims.tenantId);
  }
  if (claims?.tenantId === wanted) return answerOf(session, wanted);
  return switchTenant(context, session, wanted);
}

async function openSession(
  context: PlatformContext,
  { email, password, refreshToken, tenantId }: TokenBody,
): Promise<{ session: Session; wanted: TenantId | undefined }> {
  const { identity } = context.platform;
  const asked = tenantId as TenantId | undefined;
  if (refreshToken !== undefined) {
    const read = readRefreshToken(refreshToken);
    if (read === undefined) throw badRefreshToken();
    const tokens = await refresh(identity, read.token);
    return { session: { tokens, refreshToken: tokens.refreshToken ?? read.token }, wanted: asked ?? read.tenantId };
  }
  const tokens = await signIn(identity, foldEmail(email ?? ''), password ?? '');
  if (tokens.refreshToken === undefined) throw badCredentials();
  return { session: { tokens, refreshToken: tokens.refreshToken }, wanted: asked };
}

/** Chooses the tenant and gets a token for it by the refresh token, until the token is for that tenant. */
async function switchTenant(context: PlatformContext, session: Session, wanted: TenantId): Promise<TokenAnswer> {
  const claims = claimsIn(session.tokens);
  // The trigger falls back to any company the person is active in; without one, the wanted one is not among them.
  if (claims === undefined) throw notMember();
  const here = context.platform.inTenant(claims.tenantId, { kind: 'user', id: claims.memberId });
  const { email } = await here.records.need(member, claims.memberId);
  const emailHash = emailHashOf(email);
  for (let attempt = 1; attempt <= CHOICES_MAX; attempt += 1) {
    await chooseTenant(context, emailHash, wanted);
    const tokens = await refresh(context.platform.identity, session.refreshToken);
    const next = { tokens, refreshToken: tokens.refreshToken ?? session.refreshToken };
    if (claimsIn(tokens)?.tenantId === wanted) return answerOf(next, wanted);
  }
  throw reject('unavailable', 'auth.choosing', 'Another session is choosing a company at this moment. Try again.', {
    headers: { 'retry-after': '1' },
  });
}

async function chooseTenant(context: PlatformContext, emailHash: string, wanted: TenantId): Promise<void> {
  const who = await context.platform.records.get(person, { emailHash });
  if (who?.tenantIds.includes(wanted) !== true) throw notMember();
  const there = context.platform.inTenant(wanted, { kind: 'user', id: who.userId });
  if ((await there.records.get(member, who.userId))?.state !== 'active') throw notMember();
  if (who.chosenTenantId === wanted) return;
  await commit(platformWork(context), async (work) => {
    const before = await work.records.need(person, { emailHash });
    work.update(person, before, { chosenTenantId: wanted });
  });
}

/** Read without verifying: the pool gave it to us in its own answer a moment ago. */
const claimsIn = (tokens: Tokens): TokenClaims | undefined => TokenClaims.safeParse(decodeJwt(tokens.accessToken)).data;

const answerOf = ({ tokens, refreshToken }: Session, tenantId: string): TokenAnswer => ({
  accessToken: tokens.accessToken,
  refreshToken: writeRefreshToken(tenantId, refreshToken),
  expiresIn: tokens.expiresIn,
  tokenType: 'Bearer',
  tenantId,
});

const notMember = (): Rejection =>
  reject('forbidden', 'auth.not_a_member', 'You are not a member of this company, or your membership is suspended.');
const noTenant = (): Rejection =>
  reject(
    'forbidden',
    'auth.no_tenant',
    'You are a member of no company. A sign-up that was interrupted can be repeated.',
  );
