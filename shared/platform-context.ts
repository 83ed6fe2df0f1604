/** What a public route, a schedule or the platform's own work runs with: no tenant yet, or more than one. */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Context, Deps } from './context.ts';
import type { Actor } from './events/event.ts';
import type { Records } from './table/records.ts';
import type { TenantId } from './values/ids.ts';

/** Ports that only the platform module and the platform functions are given. */
export type PlatformPorts = {
  /** Bound to the platform space (`p#…`): directory, memberships, outbox shards. */
  readonly table: Deps['table'];
  /** Records of the platform space; entities with `space: 'platform'`. */
  readonly records: Records;
  readonly identity: {
    readonly client: CognitoIdentityProviderClient;
    readonly userPoolId: string;
    readonly clientId: string;
  };
  readonly files: { readonly client: S3Client; readonly bucket: string };
  /** Where this runs (`dev`, `prod`, `local`): part of an API key, so that a key of one stage is refused by another. */
  readonly stage: string;
  /** A context inside one tenant, with that tenant's credentials, for a named actor. */
  readonly inTenant: (tenantId: TenantId, actor: Actor) => Context;
};

export type PlatformContext = {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly causationId: string;
  /** `Idempotency-Key` as sent, for a sign-up that can be resumed. */
  readonly idempotencyKey?: string;
  /** Who is signed in, where the route asks for it (`knowsCaller`). */
  readonly caller?: { readonly tenantId: TenantId; readonly actor: Actor };
  readonly deps: Omit<Deps, 'table'>;
  readonly platform: PlatformPorts;
};
