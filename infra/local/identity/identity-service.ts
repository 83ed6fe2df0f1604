/** Cognito's user pools at the SDK's request handler: the calls that the product makes, with the caller's rights. */
import type { Caller } from '../iam/roles.ts';
import { jsonService, type SdkRequestHandler, type ServiceCall, ServiceError } from '../json-service.ts';
import type { JsonObject } from '../template/template.ts';
import {
  adminConfirmSignUp,
  adminCreateUser,
  adminDeleteUser,
  adminGetUser,
  adminSetEnabled,
  adminSetUserPassword,
  adminUpdateUserAttributes,
  adminUserGlobalSignOut,
  signUp,
} from './accounts.ts';
import type { PoolClient, UserPool } from './read-user-pools.ts';
import {
  byRefreshToken,
  initiateAuth,
  type Party,
  respondToChallenge,
  revokeToken,
  type SignInPorts,
} from './sign-in.ts';

export type IdentityPorts = SignInPorts & {
  readonly pools: readonly UserPool[];
  readonly clients: readonly PoolClient[];
};

type PoolCall = (pool: UserPool, input: JsonObject, ports: IdentityPorts) => unknown;
type ClientCall = (party: Party, input: JsonObject, ports: IdentityPorts) => unknown;

/** Signed calls on a pool: the caller's policies are asked. */
const POOL_CALLS: Readonly<Record<string, PoolCall>> = {
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminCreateUser: adminCreateUser,
  AdminDeleteUser: adminDeleteUser,
  AdminDisableUser: adminSetEnabled(false),
  AdminEnableUser: adminSetEnabled(true),
  AdminGetUser: adminGetUser,
  AdminSetUserPassword: adminSetUserPassword,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  AdminInitiateAuth: (pool, input, ports) => initiateAuth(partyOf(input, ports, pool), input, ports),
  AdminRespondToAuthChallenge: (pool, input, ports) => respondToChallenge(partyOf(input, ports, pool), input, ports),
};

/** Calls by a client's id; Cognito takes them unsigned, so no policy is asked. */
const CLIENT_CALLS: Readonly<Record<string, ClientCall>> = {
  SignUp: ({ pool }, input, ports) => signUp(pool, input, ports),
  InitiateAuth: (party, input, ports) => {
    if (String(input.AuthFlow).startsWith('ADMIN_')) {
      throw new ServiceError('InvalidParameterException', 'Initiate Auth method not supported.');
    }
    return initiateAuth(party, input, ports);
  },
  RespondToAuthChallenge: respondToChallenge,
  RevokeToken: revokeToken,
  GetTokensFromRefreshToken: (party, input, ports) =>
    byRefreshToken(
      party,
      String(input.RefreshToken ?? ''),
      input.ClientMetadata as Readonly<Record<string, string>> | undefined,
      ports,
    ),
};

/** A handler for `new CognitoIdentityProviderClient({ requestHandler })`. */
export function identityService(ports: IdentityPorts, caller: Caller): SdkRequestHandler {
  const calls: Record<string, ServiceCall> = {};
  for (const [name, call] of Object.entries(POOL_CALLS)) {
    calls[name] = (input) => {
      const pool = ports.pools.find(({ id }) => id === input.UserPoolId);
      if (pool === undefined) {
        throw new ServiceError('ResourceNotFoundException', `User pool ${String(input.UserPoolId)} does not exist.`);
      }
      const decision = caller.allow(`cognito-idp:${name}`, pool.arn, () => undefined);
      if (decision !== true) throw new ServiceError('AccessDeniedException', decision);
      return call(pool, input, ports);
    };
  }
  for (const [name, call] of Object.entries(CLIENT_CALLS)) {
    calls[name] = (input) => call(partyOf(input, ports), input, ports);
  }
  return jsonService('AWSCognitoIdentityProviderService.', calls);
}

function partyOf(input: JsonObject, ports: IdentityPorts, within?: UserPool): Party {
  const client = ports.clients.find(({ id }) => id === input.ClientId);
  const pool = ports.pools.find(({ id }) => id === client?.poolId);
  if (client === undefined || pool === undefined || (within !== undefined && within.id !== pool.id)) {
    throw new ServiceError('ResourceNotFoundException', `User pool client ${String(input.ClientId)} does not exist.`);
  }
  return { pool, client };
}
