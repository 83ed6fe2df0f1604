import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminGetUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  type CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../infra/local/cloud.ts';
import type { JsonObject } from '../../infra/local/template/template.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import {
  allow,
  arnOf,
  type Handlers,
  lambda,
  permission,
  type Resources,
  ref,
  startSmall,
  stopAll,
} from './small-app.ts';

const PASSWORD = 'Correct-horse-7';

const pool = (properties: JsonObject = {}): Resources => ({
  Users: {
    Type: 'AWS::Cognito::UserPool',
    Properties: {
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: arnOf('PreToken'), LambdaVersion: 'V2_0' } },
      ...properties,
    },
  },
  Client: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: {
      UserPoolId: ref('Users'),
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      AccessTokenValidity: 60,
      TokenValidityUnits: { AccessToken: 'minutes' },
      PreventUserExistenceErrors: 'ENABLED',
    },
  },
  ...lambda('PreToken'),
  Let: permission('PreToken', 'cognito-idp.amazonaws.com'),
  ...lambda('Api', {
    statements: [allow('cognito-idp:Admin*', arnOf('Users'))],
    environment: { USER_POOL_ID: ref('Users'), USER_POOL_CLIENT_ID: ref('Client') },
  }),
});

type TriggerEvent = { readonly request: { readonly userAttributes: Readonly<Record<string, string>> } };

const handlers = (trigger: (event: TriggerEvent) => unknown, give: (runtime: Runtime) => void): Handlers => ({
  Api: (runtime) => async () => give(runtime),
  PreToken: () => async (event) => trigger(event as TriggerEvent),
});

async function startWithPool(
  properties: JsonObject = {},
  trigger: (event: TriggerEvent) => unknown = (event) => event,
) {
  let now = Date.now();
  let runtime: Runtime | undefined;
  const cloud = await startSmall(
    pool(properties),
    handlers(trigger, (given) => {
      runtime = given;
    }),
    { clock: { now: () => now } },
  );
  const api = [...cloud.services.functions.values()].find(({ config }) => config.handler === 'Api.handler');
  await api?.invoke({});
  const given = runtime as Runtime | undefined;
  if (given === undefined) throw new Error('The function was not made');
  const turn = (ms: number) => {
    now += ms;
  };
  return { cloud, runtime: given, client: given.identity(), ...given.settings, turn };
}

type World = Awaited<ReturnType<typeof startWithPool>>;

const signIn = ({ client, userPoolClientId: ClientId }: World, USERNAME: string, PASSWORD: string) =>
  client.send(
    new InitiateAuthCommand({ AuthFlow: 'USER_PASSWORD_AUTH', ClientId, AuthParameters: { USERNAME, PASSWORD } }),
  );

const refresh = ({ client, userPoolClientId: ClientId }: World, REFRESH_TOKEN: string) =>
  client.send(new InitiateAuthCommand({ AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId, AuthParameters: { REFRESH_TOKEN } }));

async function makeUser({ client, userPoolId: UserPoolId }: World, Username: string): Promise<string> {
  const { User } = await client.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
    }),
  );
  await client.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password: PASSWORD, Permanent: true }));
  return User?.Username ?? '';
}

describe('the user pool', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWithPool({}, (event) => ({
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: { tenantId: 'ten_1', sub: 'forged', mail: event.request.userAttributes.email },
            scopesToAdd: ['tandem/all'],
          },
          idTokenGeneration: { claimsToAddOrOverride: { greeting: 'hello' }, claimsToSuppress: ['email_verified'] },
        },
      },
    }));
  });
  afterAll(stopAll);

  test('signs a person in with tokens that carry what the trigger added, and no more than it may', async () => {
    const sub = await makeUser(world, 'Ann@Example.com');
    const { AuthenticationResult } = await signIn(world, 'ann@example.COM', PASSWORD);
    const { payload } = await jwtVerify(AuthenticationResult?.AccessToken ?? '', world.runtime.signingKeys(), {
      issuer: world.runtime.tokenIssuer(),
    });
    expect(payload).toMatchObject({
      sub,
      username: sub,
      client_id: world.userPoolClientId,
      token_use: 'access',
      tenantId: 'ten_1',
      mail: 'Ann@Example.com',
      scope: 'aws.cognito.signin.user.admin tandem/all',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600);
    const id = await jwtVerify(AuthenticationResult?.IdToken ?? '', world.runtime.signingKeys());
    expect(id.payload).toMatchObject({ aud: world.userPoolClientId, greeting: 'hello', email: 'Ann@Example.com' });
    expect(id.payload).not.toHaveProperty('email_verified');
    expect(AuthenticationResult).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
  });

  test('a token of another key is refused', async () => {
    const other = await startWithPool();
    await makeUser(other, 'eve@example.com');
    const { AuthenticationResult } = await signIn(other, 'eve@example.com', PASSWORD);
    await expect(jwtVerify(AuthenticationResult?.AccessToken ?? '', world.runtime.signingKeys())).rejects.toThrow();
  });

  test('refreshes, until the token is revoked or the person signed out everywhere', async () => {
    await makeUser(world, 'ben@example.com');
    const first = await signIn(world, 'ben@example.com', PASSWORD);
    const second = await signIn(world, 'ben@example.com', PASSWORD);
    const token = first.AuthenticationResult?.RefreshToken ?? '';
    const refreshed = await refresh(world, token);
    expect(refreshed.AuthenticationResult?.AccessToken).toBeTruthy();
    expect(refreshed.AuthenticationResult?.RefreshToken).toBeUndefined();
    const { client, userPoolClientId: ClientId, userPoolId: UserPoolId } = world;
    await client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken: token }));
    await client.send(new RevokeTokenCommand({ ClientId, Token: token }));
    await expect(refresh(world, token)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username: 'ben@example.com' }));
    await expect(refresh(world, second.AuthenticationResult?.RefreshToken ?? '')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Refresh Token has been revoked',
    });
  });

  test('answers for an unknown person as for a wrong password', async () => {
    await makeUser(world, 'cid@example.com');
    const error = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
    await expect(signIn(world, 'cid@example.com', 'Wrong-password-1')).rejects.toMatchObject(error);
    await expect(signIn(world, 'nobody@example.com', 'Wrong-password-1')).rejects.toMatchObject(error);
  });

  test('a second account with one address is refused', async () => {
    await makeUser(world, 'dan@example.com');
    await expect(makeUser(world, 'DAN@example.com')).rejects.toMatchObject({ name: 'UsernameExistsException' });
  });

  test.each([
    ['Short-7', 'Password not long enough'],
    ['correct-horse-7', 'uppercase'],
    ['CORRECT-HORSE-7', 'lowercase'],
    ['Correct-horse-x', 'numeric'],
    ['CorrectHorse77', 'symbol'],
  ])('the password %s is refused by the policy', async (Password, reason) => {
    const Username = `${Buffer.from(Password).toString('hex')}@example.com`;
    await makeUser(world, Username);
    const set = new AdminSetUserPasswordCommand({
      UserPoolId: world.userPoolId,
      Username,
      Password,
      Permanent: true,
    });
    await expect(world.client.send(set)).rejects.toMatchObject({
      name: 'InvalidPasswordException',
      message: expect.stringContaining(reason),
    });
  });

  test('attributes are changed and read; an address that is taken is refused', async () => {
    const sub = await makeUser(world, 'eva@example.com');
    await makeUser(world, 'fay@example.com');
    const { client, userPoolId: UserPoolId } = world;
    const change = (Value: string) =>
      client.send(
        new AdminUpdateUserAttributesCommand({ UserPoolId, Username: sub, UserAttributes: [{ Name: 'email', Value }] }),
      );
    await expect(change('FAY@example.com')).rejects.toMatchObject({ name: 'AliasExistsException' });
    await change('eve.new@example.com');
    const user = await client.send(new AdminGetUserCommand({ UserPoolId, Username: 'eve.new@example.com' }));
    expect(user).toMatchObject({ Username: sub, Enabled: true, UserStatus: 'CONFIRMED' });
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: 'eve.new@example.com' });
    expect(user.UserCreateDate).toBeInstanceOf(Date);
    await expect(signIn(world, 'eva@example.com', PASSWORD)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('who is disabled or deleted can neither sign in nor refresh', async () => {
    await makeUser(world, 'gus@example.com');
    const { AuthenticationResult } = await signIn(world, 'gus@example.com', PASSWORD);
    const { client, userPoolId: UserPoolId } = world;
    const Username = 'gus@example.com';
    await client.send(new AdminDisableUserCommand({ UserPoolId, Username }));
    await expect(signIn(world, Username, PASSWORD)).rejects.toMatchObject({ message: 'User is disabled.' });
    await expect(refresh(world, AuthenticationResult?.RefreshToken ?? '')).rejects.toThrow('User is disabled.');
    await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
    await expect(client.send(new AdminGetUserCommand({ UserPoolId, Username }))).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  test('five failures lock for a second, then twice as long', async () => {
    const locked = await startWithPool();
    await makeUser(locked, 'hal@example.com');
    const wrong = () => signIn(locked, 'hal@example.com', 'Wrong-password-1');
    for (let count = 0; count < 5; count += 1) await expect(wrong()).rejects.toThrow('Incorrect username or password.');
    await expect(signIn(locked, 'hal@example.com', PASSWORD)).rejects.toThrow('Password attempts exceeded');
    locked.turn(1001);
    await expect(wrong()).rejects.toThrow('Incorrect username or password.');
    locked.turn(1001);
    await expect(signIn(locked, 'hal@example.com', PASSWORD)).rejects.toThrow('Password attempts exceeded');
    locked.turn(1000);
    await expect(signIn(locked, 'hal@example.com', PASSWORD)).resolves.toBeDefined();
  });

  test('more than ten attempts in a second are too many', async () => {
    await makeUser(world, 'ida@example.com');
    const attempts = Array.from({ length: 12 }, () => signIn(world, 'ida@example.com', PASSWORD));
    const names = (await Promise.allSettled(attempts)).map((attempt) =>
      attempt.status === 'fulfilled' ? 'in' : (attempt.reason as Error).name,
    );
    expect(names.filter((name) => name === 'TooManyRequestsException')).toHaveLength(2);
  });

  test('a temporary password asks for a new one', async () => {
    const { client, userPoolId: UserPoolId, userPoolClientId: ClientId } = world;
    const Username = 'jim@example.com';
    await client.send(new AdminCreateUserCommand({ UserPoolId, Username, TemporaryPassword: 'Temporary-pass-1' }));
    const challenge = await client.send(
      new AdminInitiateAuthCommand({
        UserPoolId,
        ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: Username, PASSWORD: 'Temporary-pass-1' },
      }),
    );
    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    const answer = (Session: string | undefined) =>
      client.send(
        new RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          ...(Session === undefined ? {} : { Session }),
          ChallengeResponses: { USERNAME: Username, NEW_PASSWORD: PASSWORD },
        }),
      );
    await expect(answer('forged.session')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect((await answer(challenge.Session)).AuthenticationResult?.AccessToken).toBeTruthy();
    await expect(answer(challenge.Session)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await signIn(world, Username, PASSWORD);
  });

  test('sign-up by oneself is refused where only administrators make users', async () => {
    const signUp = new SignUpCommand({
      ClientId: world.userPoolClientId,
      Username: 'x@example.com',
      Password: PASSWORD,
    });
    await expect(world.client.send(signUp)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });
});

describe('other pools', () => {
  afterEach(stopAll);

  const signUp = (client: CognitoIdentityProviderClient, ClientId: string, Username: string) =>
    client.send(new SignUpCommand({ ClientId, Username, Password: PASSWORD }));

  test('who signed up must be confirmed first', async () => {
    const world = await startWithPool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: false } });
    const { client, userPoolClientId } = world;
    expect(await signUp(client, userPoolClientId, 'kim@example.com')).toMatchObject({ UserConfirmed: false });
    await expect(signUp(client, userPoolClientId, 'KIM@example.com')).rejects.toMatchObject({
      name: 'UsernameExistsException',
    });
    await expect(signIn(world, 'kim@example.com', PASSWORD)).rejects.toMatchObject({
      name: 'UserNotConfirmedException',
    });
  });

  test('a trigger that fails fails the sign-in', async () => {
    const world = await startWithPool({}, () => {
      throw new Error('no membership');
    });
    await makeUser(world, 'lea@example.com');
    await expect(signIn(world, 'lea@example.com', PASSWORD)).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
      message: 'PreTokenGeneration failed with error Error: no membership.',
    });
  });

  test('a role without the right is refused', async () => {
    const denied: { cloud?: LocalCloud; runtime?: Runtime } = {};
    denied.cloud = await startSmall(
      { ...pool(), ...lambda('Api', { statements: [], environment: { USER_POOL_ID: ref('Users') } }) },
      handlers(
        (event) => event,
        (runtime) => {
          denied.runtime = runtime;
        },
      ),
    );
    await [...denied.cloud.services.functions.values()]
      .find(({ config }) => config.handler === 'Api.handler')
      ?.invoke({});
    const UserPoolId = denied.runtime?.settings.userPoolId ?? '';
    await expect(
      denied.runtime?.identity().send(new AdminGetUserCommand({ UserPoolId, Username: 'x' })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
