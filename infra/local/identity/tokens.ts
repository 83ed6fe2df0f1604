/** Access, id and refresh tokens, with the pool's pre-token trigger (V2) asked first. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { ServiceError } from '../json-service.ts';
import { reasonOf } from '../log.ts';
import type { PoolClient, UserPool } from './read-user-pools.ts';
import type { SigningKey } from './signing-key.ts';
import type { RefreshToken, User } from './user-store.ts';

export type InvokeTrigger = (functionArn: string, poolArn: string, event: unknown) => Promise<unknown>;

export type TokenPorts = {
  readonly key: SigningKey;
  readonly now: () => number;
  readonly region: string;
  readonly invokeTrigger: InvokeTrigger;
};

export type TriggerSource =
  | 'TokenGeneration_Authentication'
  | 'TokenGeneration_NewPasswordChallenge'
  | 'TokenGeneration_RefreshTokens';

export type TokenRequest = {
  readonly pool: UserPool;
  readonly client: PoolClient;
  readonly user: User;
  readonly source: TriggerSource;
  readonly origin: string;
  readonly signedInAtMs: number;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
};

type Claims = Readonly<Record<string, unknown>>;
type TokenChanges = {
  readonly claimsToAddOrOverride?: Claims;
  readonly claimsToSuppress?: readonly string[];
  readonly scopesToAdd?: readonly string[];
  readonly scopesToSuppress?: readonly string[];
};
type Changes = { readonly idTokenGeneration?: TokenChanges; readonly accessTokenGeneration?: TokenChanges };

const SCOPE = 'aws.cognito.signin.user.admin';
/** What a trigger may not change. */
const FIXED = new Set([
  ...['acr', 'amr', 'at_hash', 'auth_time', 'azp', 'exp', 'iat', 'iss', 'jti', 'nbf', 'nonce', 'origin_jti', 'sub'],
  ...['token_use', 'client_id', 'device_key', 'event_id', 'username', 'version', 'aud', 'cognito:username'],
]);

export const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export function newRefreshToken(
  { pool, client, user }: Pick<TokenRequest, 'pool' | 'client' | 'user'>,
  now: number,
): { text: string; token: RefreshToken } {
  const text = randomBytes(64).toString('base64url');
  const token = {
    digest: digestOf(text),
    pool: pool.id,
    client: client.id,
    sub: user.sub,
    origin: randomUUID(),
    signedInAtMs: now,
    expiresAtMs: now + client.refreshMs,
  };
  return { text, token };
}

/** `AuthenticationResult` without the refresh token. */
export async function issueTokens(request: TokenRequest, ports: TokenPorts) {
  const { pool, client, user } = request;
  const eventId = randomUUID();
  const changes = await askTrigger(request, ports);
  const now = Math.floor(ports.now() / 1000);
  const common = {
    sub: user.sub,
    iss: pool.issuer,
    origin_jti: request.origin,
    event_id: eventId,
    auth_time: Math.floor(request.signedInAtMs / 1000),
    iat: now,
  };
  const scopes = new Set([SCOPE, ...(changes.accessTokenGeneration?.scopesToAdd ?? [])]);
  for (const scope of changes.accessTokenGeneration?.scopesToSuppress ?? []) scopes.delete(scope);
  const access = changed(
    {
      ...common,
      client_id: client.id,
      token_use: 'access',
      scope: [...scopes].join(' '),
      username: user.username,
      jti: randomUUID(),
      exp: now + Math.floor(client.accessMs / 1000),
    },
    changes.accessTokenGeneration,
  );
  const id = changed(
    {
      ...userAttributes(user),
      ...common,
      'cognito:username': user.username,
      aud: client.id,
      token_use: 'id',
      jti: randomUUID(),
      exp: now + Math.floor(client.idMs / 1000),
    },
    changes.idTokenGeneration,
  );
  const [AccessToken, IdToken] = await Promise.all([sign(access, ports.key), sign(id, ports.key)]);
  return { AccessToken, IdToken, ExpiresIn: Math.floor(client.accessMs / 1000), TokenType: 'Bearer' };
}

/** Attributes as an id token shows them: the verified marks are booleans there. */
const userAttributes = ({ attributes }: User): Claims =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, name.endsWith('_verified') ? value === 'true' : value]),
  );

function changed(claims: Claims, changes: TokenChanges | undefined): Claims {
  const result: Record<string, unknown> = { ...claims };
  for (const name of changes?.claimsToSuppress ?? []) if (!FIXED.has(name)) delete result[name];
  for (const [name, value] of Object.entries(changes?.claimsToAddOrOverride ?? {})) {
    if (!FIXED.has(name)) result[name] = value;
  }
  return result;
}

const sign = (claims: Claims, { id, privateKey }: SigningKey): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256', kid: id }).sign(privateKey);

async function askTrigger(request: TokenRequest, { region, invokeTrigger }: TokenPorts): Promise<Changes> {
  const { pool, client, user, source, clientMetadata } = request;
  if (pool.preTokenArn === undefined) return {};
  const event = {
    version: '2',
    triggerSource: source,
    region,
    userPoolId: pool.id,
    userName: user.username,
    callerContext: { awsSdkVersion: 'aws-sdk-js-3', clientId: client.id },
    request: {
      userAttributes: { ...user.attributes, sub: user.sub, 'cognito:user_status': user.status },
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      scopes: [SCOPE],
      ...(clientMetadata === undefined ? {} : { clientMetadata }),
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
  try {
    const answer = await invokeTrigger(pool.preTokenArn, pool.arn, event);
    const { response } = answer as { response?: { claimsAndScopeOverrideDetails?: Changes | null } };
    return response?.claimsAndScopeOverrideDetails ?? {};
  } catch (error) {
    throw new ServiceError('UserLambdaValidationException', `PreTokenGeneration failed with error ${reasonOf(error)}.`);
  }
}
