/** Sign-in: by password, by refresh token, and the change of a temporary password that a first sign-in asks for. */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../json-service.ts';
import type { JsonObject } from '../template/template.ts';
import { foldName } from './accounts.ts';
import { checkPassword, hashPassword, isPassword } from './passwords.ts';
import type { PoolClient, UserPool } from './read-user-pools.ts';
import { digestOf, issueTokens, newRefreshToken, type TokenPorts, type TriggerSource } from './tokens.ts';
import type { User, UserStore } from './user-store.ts';

export type SignInPorts = TokenPorts & { readonly store: UserStore };
export type Party = { readonly pool: UserPool; readonly client: PoolClient };

/** Cognito waits a second after five failures, twice as long after each further one, and at most fifteen minutes. */
const FAILURES_FREE = 5;
const LOCK_MS = 1000;
const LOCK_MAX_MS = 900_000;
/** Sign-in calls for one user; Cognito answers more with TooManyRequestsException. */
const CALLS_PER_SECOND = 10;
const SESSION_MS = 180_000;

const refuse = (message: string) => new ServiceError('NotAuthorizedException', message);
const WRONG = 'Incorrect username or password.';

export async function initiateAuth(party: Party, input: JsonObject, ports: SignInPorts) {
  const parameters = (input.AuthParameters ?? {}) as Readonly<Record<string, string>>;
  switch (input.AuthFlow) {
    case 'USER_PASSWORD_AUTH':
      expectFlow(party.client, 'ALLOW_USER_PASSWORD_AUTH');
      return byPassword(party, parameters, ports);
    case 'ADMIN_USER_PASSWORD_AUTH':
    case 'ADMIN_NO_SRP_AUTH':
      expectFlow(party.client, 'ALLOW_ADMIN_USER_PASSWORD_AUTH');
      return byPassword(party, parameters, ports);
    case 'REFRESH_TOKEN_AUTH':
    case 'REFRESH_TOKEN':
      expectFlow(party.client, 'ALLOW_REFRESH_TOKEN_AUTH');
      return byRefreshToken(party, parameters.REFRESH_TOKEN ?? '', undefined, ports);
    default:
      throw new ServiceError('InvalidParameterException', `The local cloud does not know the flow ${input.AuthFlow}`);
  }
}

function expectFlow(client: PoolClient, flow: string): void {
  if (client.flows.includes(flow)) return;
  throw new ServiceError('InvalidParameterException', `${flow.replace('ALLOW_', '')} flow not enabled for this client`);
}

async function byPassword(party: Party, parameters: Readonly<Record<string, string>>, ports: SignInPorts) {
  const { pool, client } = party;
  const { USERNAME: name, PASSWORD: password } = parameters;
  if (name === undefined || name === '') {
    throw new ServiceError('InvalidParameterException', 'Missing required parameter USERNAME');
  }
  if (password === undefined || password === '') {
    throw new ServiceError('InvalidParameterException', 'Missing required parameter PASSWORD');
  }
  const folded = foldName(pool, name);
  countCall(`${pool.id}/${folded}`, ports.now());
  const user = ports.store.find(pool.id, folded);
  if (user !== undefined && user.lockedUntilMs > ports.now()) throw refuse('Password attempts exceeded');
  const right = await isPassword(password, user?.password);
  if (user === undefined) {
    if (client.hidesUnknownUsers) throw refuse(WRONG);
    throw new ServiceError('UserNotFoundException', 'User does not exist.');
  }
  if (!right) {
    noteFailure(pool, user, ports);
    throw refuse(WRONG);
  }
  if (user.failures > 0) ports.store.noteAttempts(user, 0, 0);
  expectUsable(user, ports.now());
  if (user.status === 'FORCE_CHANGE_PASSWORD') return newPasswordChallenge(user, ports.now());
  return signedIn(party, user, 'TokenGeneration_Authentication', undefined, ports);
}

/** Read again: another attempt may have failed while this one's hash was worked out. */
function noteFailure(pool: UserPool, { sub }: User, { store, now }: SignInPorts): void {
  const user = store.find(pool.id, sub);
  if (user === undefined) return;
  const failures = user.failures + 1;
  const over = failures - FAILURES_FREE;
  const lockMs = over < 0 ? 0 : Math.min(LOCK_MAX_MS, LOCK_MS * 2 ** over);
  store.noteAttempts(user, failures, lockMs === 0 ? 0 : now() + lockMs);
}

function expectUsable(user: User, now: number): void {
  if (!user.enabled) throw refuse('User is disabled.');
  if (user.status === 'UNCONFIRMED') throw new ServiceError('UserNotConfirmedException', 'User is not confirmed.');
  if (user.passwordExpiresAtMs !== undefined && user.passwordExpiresAtMs < now) {
    throw refuse('Temporary password has expired and must be reset by an administrator.');
  }
}

async function signedIn(
  { pool, client }: Party,
  user: User,
  source: TriggerSource,
  clientMetadata: Readonly<Record<string, string>> | undefined,
  ports: SignInPorts,
) {
  const now = ports.now();
  const { text, token } = newRefreshToken({ pool, client, user }, now);
  const { origin } = token;
  const tokens = await issueTokens({ pool, client, user, source, origin, signedInAtMs: now, clientMetadata }, ports);
  ports.store.keepToken(token);
  return { ChallengeParameters: {}, AuthenticationResult: { ...tokens, RefreshToken: text } };
}

export async function byRefreshToken(
  { pool, client }: Party,
  text: string,
  clientMetadata: Readonly<Record<string, string>> | undefined,
  ports: SignInPorts,
) {
  const token = ports.store.findToken(digestOf(text));
  if (token === undefined || token.pool !== pool.id || token.client !== client.id) {
    throw refuse('Refresh Token has been revoked');
  }
  if (token.expiresAtMs < ports.now()) throw refuse('Refresh Token has expired');
  const user = ports.store.find(pool.id, token.sub);
  if (user === undefined) throw refuse('Refresh Token has been revoked');
  if (!user.enabled) throw refuse('User is disabled.');
  const { origin, signedInAtMs } = token;
  const source = 'TokenGeneration_RefreshTokens';
  const tokens = await issueTokens({ pool, client, user, source, origin, signedInAtMs, clientMetadata }, ports);
  return { ChallengeParameters: {}, AuthenticationResult: tokens };
}

/** Only a refresh token can be revoked; one that is gone already is no error. */
export function revokeToken({ client }: Party, input: JsonObject, { store }: SignInPorts): void {
  const digest = digestOf(String(input.Token ?? ''));
  const token = store.findToken(digest);
  if (token === undefined) return;
  if (token.client !== client.id) throw new ServiceError('UnauthorizedException', 'The token is of another client.');
  store.forgetToken(digest);
}

const sessionSecret = randomBytes(32);
const sessionMac = (text: string): Buffer => createHmac('sha256', sessionSecret).update(text).digest();

/** The session lives three minutes, so it need not outlive the process. */
function newPasswordChallenge(user: User, now: number) {
  const content = Buffer.from(`${user.sub}.${now + SESSION_MS}.${randomUUID()}`).toString('base64url');
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: `${content}.${sessionMac(content).toString('base64url')}`,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(user.attributes),
    },
  };
}

export async function respondToChallenge(party: Party, input: JsonObject, ports: SignInPorts) {
  if (input.ChallengeName !== 'NEW_PASSWORD_REQUIRED') {
    throw new ServiceError('InvalidParameterException', `The local cloud has no challenge ${input.ChallengeName}`);
  }
  const [content = '', mac = ''] = String(input.Session ?? '').split('.');
  const given = Buffer.from(mac, 'base64url');
  const wanted = sessionMac(content);
  const [sub = '', until = '0'] = Buffer.from(content, 'base64url').toString().split('.');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || Number(until) < ports.now()) {
    throw refuse('Invalid session for the user, session is expired.');
  }
  const responses = (input.ChallengeResponses ?? {}) as Readonly<Record<string, string>>;
  const password = responses.NEW_PASSWORD ?? '';
  checkPassword(password, party.pool.password);
  const hashed = await hashPassword(password);
  const user = ports.store.find(party.pool.id, sub);
  if (user?.status !== 'FORCE_CHANGE_PASSWORD') throw refuse('Invalid session for the user.');
  const confirmed: User = {
    ...user,
    password: hashed,
    status: 'CONFIRMED',
    passwordExpiresAtMs: undefined,
    modifiedAtMs: ports.now(),
  };
  ports.store.update(confirmed);
  const metadata = input.ClientMetadata as Readonly<Record<string, string>> | undefined;
  return signedIn(party, confirmed, 'TokenGeneration_NewPasswordChallenge', metadata, ports);
}

const calls = new Map<string, { second: number; count: number }>();

function countCall(user: string, now: number): void {
  const second = Math.floor(now / 1000);
  const known = calls.get(user);
  const count = known?.second === second ? known.count + 1 : 1;
  // Of use within its second only.
  if (calls.size > 1000) calls.clear();
  calls.set(user, { second, count });
  if (count > CALLS_PER_SECOND) throw new ServiceError('TooManyRequestsException', 'Too many requests', 429);
}
