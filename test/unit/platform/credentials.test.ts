import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { refresh, revoke, signIn } from '../../../domain/platform/credentials.ts';

const client = new CognitoIdentityProviderClient({ region: 'local' });
const cognito = mockClient(client);
const identity = { client, userPoolId: 'pool', clientId: 'client' };
const failing = (name: string) => Object.assign(new Error('in the words of the pool'), { name });

beforeEach(() => cognito.reset());

describe('signing in at the pool', () => {
  it('asks by password and gives the tokens', async () => {
    cognito
      .on(InitiateAuthCommand)
      .resolves({ AuthenticationResult: { AccessToken: 'a', RefreshToken: 'r', ExpiresIn: 60 } });
    expect(await signIn(identity, 'ada@example.com', 'secret')).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      expiresIn: 60,
    });
    expect(cognito.commandCalls(InitiateAuthCommand)[0]?.args[0].input).toEqual({
      ClientId: 'client',
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada@example.com', PASSWORD: 'secret' },
    });
    expect(cognito.commandCalls(AdminCreateUserCommand)).toEqual([]);
    expect(cognito.commandCalls(AdminSetUserPasswordCommand)).toEqual([]);
  });

  it('says the same, word for word, for everything that means "not you"', async () => {
    const answers = new Set<string>();
    for (const name of [
      'NotAuthorizedException',
      'UserNotFoundException',
      'UserNotConfirmedException',
      'PasswordResetRequiredException',
    ]) {
      cognito.on(InitiateAuthCommand).rejects(failing(name));
      await signIn(identity, 'a@example.com', 'x').catch(({ kind, code, message }) =>
        answers.add(`${kind} ${code} ${message}`),
      );
    }
    cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    await signIn(identity, 'a@example.com', 'x').catch(({ kind, code, message }) =>
      answers.add(`${kind} ${code} ${message}`),
    );
    expect([...answers]).toEqual(['unauthenticated auth.bad_credentials The e-mail or the password is not right.']);
  });

  it.each([
    ['TooManyRequestsException', 'auth.too_many'],
    ['LimitExceededException', 'auth.too_many'],
  ])('%s: 429', async (name, code) => {
    cognito.on(InitiateAuthCommand).rejects(failing(name));
    await expect(signIn(identity, 'a@example.com', 'x')).rejects.toMatchObject({ kind: 'too_many', code });
  });

  it('lets a fault of the system be one: it is not the password that was wrong', async () => {
    cognito.on(InitiateAuthCommand).rejects(failing('InternalErrorException'));
    await expect(signIn(identity, 'a@example.com', 'x')).rejects.toMatchObject({ name: 'InternalErrorException' });
  });

  it('refuses a refresh token that has ended with a code of its own', async () => {
    cognito.on(InitiateAuthCommand).rejects(failing('NotAuthorizedException'));
    await expect(refresh(identity, 'r')).rejects.toMatchObject({
      kind: 'unauthenticated',
      code: 'auth.bad_refresh_token',
    });
  });

  it.each(['NotAuthorizedException', 'UnsupportedTokenTypeException', 'InvalidParameterException'])(
    'signing out of a session that is none is no error (%s)',
    async (name) => {
      cognito.on(RevokeTokenCommand).rejects(failing(name));
      await expect(revoke(identity, 'r')).resolves.toBeUndefined();
    },
  );
});
