/**
 * The ports between the functions and the cloud they run in. AWS binds them in `aws.ts`, the local cloud with its own
 * request handlers, the simulation with faulty ones; nothing else knows which it is.
 */
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger, Metrics } from '../context.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { IdSource, TenantId } from '../values/ids.ts';
import type { Clock } from '../values/time.ts';

/** What the stack tells a function through its environment; read in one place (`environment.ts`). */
export type Settings = {
  readonly tableName: string;
  readonly busName: string;
  readonly userPoolId: string;
  readonly userPoolClientId: string;
  readonly bucketName: string;
  /** Address of each module's queue for due work, by the module's name; of the functions that send there. */
  readonly dueQueues: Readonly<Record<string, string>>;
  /** Public address of the API, for links and the OpenAPI document. */
  readonly apiUrl: string;
  /** `dev`, `staging`, `prod` or `local`: part of an API key, so that a key of one stage is refused by another. */
  readonly stage: string;
  /** Times the plans' rates of requests that this stage lets through; 1 unless said. */
  readonly rateFactor?: number;
};

export type Runtime = {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Document client with credentials narrowed to one tenant (STS session tag `TenantId`), cached until they expire. */
  readonly tenantTable: (tenantId: TenantId) => DynamoDBDocumentClient;
  /** Document client with the function's own role: the platform space, for the functions that are given it. */
  readonly platformTable: () => DynamoDBDocumentClient;
  readonly bus: () => EventBridgeClient;
  readonly queues: () => SQSClient;
  readonly identity: () => CognitoIdentityProviderClient;
  readonly files: () => S3Client;
  /** Requests to receivers outside, of the functions that send some. */
  readonly outbound: () => Outbound;
  /** Public keys that the user pool signs tokens with, for `jwtVerify`; fetched once and kept. */
  readonly signingKeys: () => JWTVerifyGetKey;
  /** `iss` of the user pool's tokens. */
  readonly tokenIssuer: () => string;
};

/** Marshalling of every document client: no `undefined` attribute, numbers as they are. */
export const MARSHALL_OPTIONS = { marshallOptions: { removeUndefinedValues: true } } as const;

/** A function's entry: the bundle exports `create`, which the local cloud calls with a runtime of its own. */
export type CreateFunction = (runtime: Runtime) => (event: never, context?: unknown) => Promise<unknown>;
