/** Binds the runtime's ports to AWS. Clients are made at their first use and kept as long as the process lives. */
import { setTimeout as wait } from 'node:timers/promises';
import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context as LambdaContext } from 'aws-lambda';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger, Metrics } from '../context.ts';
import { leastRecentlyUsed } from '../least-recently-used.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { idSource, type TenantId } from '../values/ids.ts';
import { type FunctionEnvironment, processEnvironment, settingsOf, tenantRoleArnOf } from './environment.ts';
import { randomSource } from './random-bytes.ts';
import { MARSHALL_OPTIONS, type Runtime } from './runtime.ts';

/**
 * Clients that only some functions reach. An entry that needs one hands it in, so that the others neither carry nor
 * load its code.
 */
export type ExtraClients = {
  readonly bus?: () => EventBridgeClient;
  readonly queues?: () => SQSClient;
  readonly identity?: () => CognitoIdentityProviderClient;
  readonly files?: () => S3Client;
  /** Figures of a stage; of the functions that count something. */
  readonly metrics?: (stage: string) => Metrics;
  readonly outbound?: (stage: string) => Outbound;
  /** Public keys of the pool with this issuer. */
  readonly signingKeys?: (issuer: string) => JWTVerifyGetKey;
};

type LambdaFunction<Event, Answer> = (event: Event, context: LambdaContext) => Promise<Answer>;

/** More tenants than one execution environment meets within the hour that credentials last. */
const TENANT_CLIENTS_MAX = 500;

/** The Lambda handler of a function: makes the AWS runtime and the function at the first call, then reuses both. */
export function bindAws<Event, Answer>(
  create: (runtime: Runtime) => LambdaFunction<Event, Answer>,
  clients: ExtraClients = {},
): LambdaFunction<Event, Answer> {
  let bound: { run: LambdaFunction<Event, Answer>; log: PowertoolsLogger } | undefined;
  return async (event, context) => {
    if (bound === undefined) {
      const log = new PowertoolsLogger();
      bound = { run: create(awsRuntime(processEnvironment(), log, clients)), log };
    }
    bound.log.addContext(context);
    return bound.run(event, context);
  };
}

/** The runtime over AWS. `maxAttempts: 1`: retries are the kernel's own, on its clock port (DESIGN 4). */
export function awsRuntime(
  environment: FunctionEnvironment,
  log: PowertoolsLogger,
  clients: ExtraClients = {},
): Runtime {
  const now = () => Date.now();
  const settings = settingsOf(environment);
  const base = once(() => new DynamoDBClient({ maxAttempts: 1 }));
  const sts = once(() => new STSClient({ maxAttempts: 3 }));
  const platform = once(() => DynamoDBDocumentClient.from(base(), MARSHALL_OPTIONS));
  return {
    settings,
    clock: { now },
    ids: idSource(now, randomSource()),
    random: () => Math.random(),
    sleep: async (ms) => {
      await wait(ms);
    },
    logger: adapt(log),
    metrics: (clients.metrics ?? NO_METRICS)(settings.stage),
    tenantTable: leastRecentlyUsed(TENANT_CLIENTS_MAX, (tenantId: TenantId) => {
      const credentials = () => tenantCredentials(sts(), tenantRoleArnOf(environment), tenantId);
      // The connections of the base client serve every tenant; only the signing differs.
      const { requestHandler, region } = base().config;
      return DynamoDBDocumentClient.from(
        new DynamoDBClient({ maxAttempts: 1, requestHandler, region, credentials }),
        MARSHALL_OPTIONS,
      );
    }),
    platformTable: platform,
    bus: once(clients.bus ?? missing('the bus')),
    queues: once(clients.queues ?? missing('queues')),
    identity: once(clients.identity ?? missing('sign-in')),
    files: once(clients.files ?? missing('files')),
    outbound: once(() => (clients.outbound ?? missing('receivers outside'))(settings.stage)),
    signingKeys: once(() => (clients.signingKeys ?? missing('tokens'))(issuerOf(settings.userPoolId))),
    tokenIssuer: () => issuerOf(settings.userPoolId),
  };
}

/**
 * Credentials narrowed to one tenant by a session tag, which the role's policy compares with every leading key. The
 * SDK keeps what this returns and asks again five minutes before `expiration`.
 */
async function tenantCredentials(sts: STSClient, RoleArn: string, tenantId: TenantId) {
  const { Credentials: made } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: tenantId, Tags: [{ Key: 'TenantId', Value: tenantId }] }),
  );
  if (
    made?.AccessKeyId === undefined ||
    made.SecretAccessKey === undefined ||
    made.SessionToken === undefined ||
    made.Expiration === undefined
  ) {
    throw new Error('STS gave no credentials for the tenant role');
  }
  return {
    accessKeyId: made.AccessKeyId,
    secretAccessKey: made.SecretAccessKey,
    sessionToken: made.SessionToken,
    expiration: made.Expiration,
  };
}

/** A pool's id begins with its region: `eu-central-1_AbCdEf`. */
const issuerOf = (userPoolId: string): string =>
  `https://cognito-idp.${userPoolId.split('_')[0]}.amazonaws.com/${userPoolId}`;

const adapt = (log: PowertoolsLogger): Logger => ({
  info: (message, facts = {}) => log.info(message, { ...facts }),
  warn: (message, facts = {}) => log.warn(message, { ...facts }),
  error: (message, facts = {}) => log.error(message, { ...facts }),
});

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Most functions count nothing; one that does hands the way in at its entry point. */
const NO_METRICS = (): Metrics => ({ count: missing('metrics') });

const missing = (what: string) => (): never => {
  throw new Error(`This function does not reach ${what}: hand the client in at its entry point`);
};
