/**
 * Sign-in at the user pool: the only place that calls it. Its errors become Tandem's own here, in words that are the
 * same for a person who does not exist and for a password that is wrong.
 */
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type AuthenticationResultType,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PlatformContext, PlatformPorts } from '../../shared/platform-context.ts';
import { type Rejection, reject, rejectField } from '../../shared/rejection.ts';
import { platformWork } from '../../shared/runtime/contexts.ts';
import { commit } from '../../shared/table/unit-of-work.ts';
import { person } from './person.entity.ts';
import type { Person } from './person.schema.ts';

type Identity = PlatformPorts['identity'];

export type Tokens = {
  readonly accessToken: string;
  /** Absent in the answer to a refresh: the one that was sent stays good. */
  readonly refreshToken?: string;
  /** Seconds. */
  readonly expiresIn: number;
};

export const badCredentials = (): Rejection =>
  reject('unauthenticated', 'auth.bad_credentials', 'The e-mail or the password is not right.');
export const badRefreshToken = (): Rejection =>
  reject('unauthenticated', 'auth.bad_refresh_token', 'The refresh token is not valid any more. Sign in again.');

/** Errors of the pool that mean "not you": unknown, wrong, unconfirmed, locked. All get the same answer. */
const NOT_YOU: ReadonlySet<string> = new Set([
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
]);
const TOO_MANY: ReadonlySet<string> = new Set(['TooManyRequestsException', 'LimitExceededException']);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');

function refusalOf(error: unknown, notYou: Rejection): unknown {
  const name = nameOf(error);
  if (NOT_YOU.has(name)) return notYou;
  if (TOO_MANY.has(name))
    return reject('too_many', 'auth.too_many', 'Too many attempts. Wait and try again.', {
      headers: { 'retry-after': '10' },
    });
  return error;
}

/** @throws Rejection 401 `auth.bad_credentials`, 429 `auth.too_many` */
export async function signIn(identity: Identity, email: string, password: string): Promise<Tokens> {
  const command = new InitiateAuthCommand({
    ClientId: identity.clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  try {
    // A challenge instead of tokens (a password still to be set) is no sign-in.
    return tokensOf((await identity.client.send(command)).AuthenticationResult, badCredentials());
  } catch (error) {
    throw refusalOf(error, badCredentials());
  }
}

/** A new access token; the trigger decides its tenant anew. @throws Rejection 401 `auth.bad_refresh_token` */
export async function refresh(identity: Identity, refreshToken: string): Promise<Tokens> {
  const command = new InitiateAuthCommand({
    ClientId: identity.clientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: refreshToken },
  });
  try {
    return tokensOf((await identity.client.send(command)).AuthenticationResult, badRefreshToken());
  } catch (error) {
    throw refusalOf(error, badRefreshToken());
  }
}

function tokensOf(result: AuthenticationResultType | undefined, refusal: Rejection): Tokens {
  const { AccessToken: accessToken, RefreshToken: refreshToken, ExpiresIn: expiresIn } = result ?? {};
  if (accessToken === undefined || expiresIn === undefined) throw refusal;
  return { accessToken, expiresIn, ...(refreshToken === undefined ? {} : { refreshToken }) };
}

/** Ends a session. One that has ended already, or was none, is no error: the caller wants it ended. */
export async function revoke(identity: Identity, refreshToken: string): Promise<void> {
  try {
    await identity.client.send(new RevokeTokenCommand({ ClientId: identity.clientId, Token: refreshToken }));
  } catch (error) {
    const name = nameOf(error);
    if (TOO_MANY.has(name)) throw refusalOf(error, badRefreshToken());
    if (!NOT_YOU.has(name) && name !== 'InvalidParameterException' && name !== 'UnsupportedTokenTypeException')
      throw error;
  }
}

/**
 * Makes sure that the person can sign in with this password: sets it for a person who has none, verifies it for one who
 * has. Each step can be repeated, so that a sign-up or an acceptance goes on where it stopped.
 * @param emailVerified whether the address is known to be the person's (an invitation went there)
 * @throws Rejection 401 where the person has another password, 422 `/password` where the pool refuses it as too weak
 */
export async function ensurePassword(
  context: PlatformContext,
  who: Person,
  password: string,
  emailVerified: boolean,
): Promise<void> {
  const { identity } = context.platform;
  if (who.state === 'active') {
    await signIn(identity, who.email, password);
    return;
  }
  await ensureUser(identity, who.email, emailVerified);
  await setPassword(identity, who.email, password);
  await commit(platformWork(context), async (work) => {
    const before = await work.records.need(person, { emailHash: who.emailHash });
    if (before.state === 'pending') work.update(person, before, { state: 'active' });
  });
}

async function ensureUser({ client, userPoolId }: Identity, email: string, emailVerified: boolean): Promise<void> {
  const command = new AdminCreateUserCommand({
    UserPoolId: userPoolId,
    Username: email,
    // The pool's own invitation carries a temporary password; the person sets the real one here and now.
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: String(emailVerified) },
    ],
  });
  try {
    await client.send(command);
  } catch (error) {
    if (nameOf(error) !== 'UsernameExistsException') throw error;
  }
}

async function setPassword({ client, userPoolId }: Identity, email: string, password: string): Promise<void> {
  const command = new AdminSetUserPasswordCommand({
    UserPoolId: userPoolId,
    Username: email,
    Password: password,
    Permanent: true,
  });
  try {
    await client.send(command);
  } catch (error) {
    if (nameOf(error) === 'InvalidPasswordException')
      throw rejectField('/password', 'weak_password', error instanceof Error ? error.message : 'is too weak');
    throw error;
  }
}
