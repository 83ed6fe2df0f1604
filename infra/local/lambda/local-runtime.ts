/** The runtime of a function: the SDK's own clients over in-process handlers, with the rights of its role. */
import { setTimeout as wait } from 'node:timers/promises';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Logger, Metrics } from '../../../shared/context.ts';
import { leastRecentlyUsed } from '../../../shared/least-recently-used.ts';
import { openOutbound } from '../../../shared/outbound/send-outbound.ts';
import { settingsOf, tenantRoleArnOf } from '../../../shared/runtime/environment.ts';
import { randomSource } from '../../../shared/runtime/random-bytes.ts';
import { MARSHALL_OPTIONS, type Runtime } from '../../../shared/runtime/runtime.ts';
import { idSource } from '../../../shared/values/ids.ts';
import type { EventBus } from '../bus/bus.ts';
import { putsInProcess } from '../bus/bus-client.ts';
import type { AccessKeys } from '../files/access-keys.ts';
import { S3_PATH } from '../files/file-service.ts';
import type { Caller, Roles } from '../iam/roles.ts';
import { tablePrincipal } from '../iam/table-principal.ts';
import type { UserPool } from '../identity/read-user-pools.ts';
import type { SigningKey } from '../identity/signing-key.ts';
import type { SdkRequestHandler } from '../json-service.ts';
import { answeredInProcess, type TableEngine } from '../table/index.ts';
import type { FunctionConfig } from './read-functions.ts';

export type RuntimePorts = {
  readonly engine: TableEngine;
  readonly roles: Roles;
  readonly now: () => number;
  readonly region: string;
  readonly apiUrl: string;
  readonly tableArn: (tableName: string) => string;
  readonly bus: () => EventBus;
  readonly queuesFor: (caller: Caller) => SdkRequestHandler;
  readonly identityFor: (caller: Caller) => SdkRequestHandler;
  readonly filesFor: (caller: Caller) => SdkRequestHandler;
  readonly accessKeys: AccessKeys;
  readonly pools: readonly UserPool[];
  readonly signingKey: SigningKey;
  readonly loggerOf: (config: FunctionConfig) => Logger;
};

/** As many tenants as a Lambda environment keeps clients for. */
const TENANT_CLIENTS_MAX = 500;
/** Nothing leaves the process, so nothing need be signed; addresses of files are signed with the role's own key. */
const UNSIGNED = { sign: async <Request>(request: Request) => request };
const NOBODY = { accessKeyId: 'local', secretAccessKey: 'local' };

export function openRuntimes(ports: RuntimePorts): (config: FunctionConfig) => Runtime {
  const ids = idSource(ports.now, randomSource());
  const client = { region: ports.region, credentials: NOBODY, maxAttempts: 1, endpoint: 'http://localhost' };
  const tableClient = (caller: Caller): DynamoDBDocumentClient => {
    const principal = tablePrincipal(caller, ports.tableArn);
    const requestHandler = ports.engine.requestHandler(principal);
    const base = new DynamoDBClient({ ...client, signer: UNSIGNED, requestHandler });
    return answeredInProcess(DynamoDBDocumentClient.from(base, MARSHALL_OPTIONS), ports.engine, principal);
  };
  return (config) => {
    const { role, environment } = config;
    const settings = settingsOf(environment);
    const caller = ports.roles.callerOf(role);
    const tenantTable = leastRecentlyUsed(TENANT_CLIENTS_MAX, (tenantId: string) =>
      tableClient(ports.roles.assume(role, tenantRoleArnOf(environment), { TenantId: tenantId })),
    );
    return {
      settings,
      clock: { now: ports.now },
      ids,
      random: () => Math.random(),
      sleep: async (ms) => {
        await wait(ms);
      },
      logger: ports.loggerOf(config),
      metrics: loggedMetrics(ports.loggerOf(config)),
      tenantTable,
      platformTable: once(() => tableClient(caller)),
      bus: once(() => {
        const bus = ports.bus();
        const requestHandler = bus.handlerFor(caller);
        const busClient = new EventBridgeClient({ ...client, signer: UNSIGNED, requestHandler });
        return putsInProcess(busClient, (input) => bus.putEvents(caller, input));
      }),
      queues: once(
        () => new SQSClient({ ...client, signer: UNSIGNED, md5: false, requestHandler: ports.queuesFor(caller) }),
      ),
      identity: once(
        () =>
          new CognitoIdentityProviderClient({ ...client, signer: UNSIGNED, requestHandler: ports.identityFor(caller) }),
      ),
      files: once(
        () =>
          new S3Client({
            ...client,
            credentials: ports.accessKeys.of(role),
            endpoint: ports.apiUrl + S3_PATH,
            forcePathStyle: true,
            requestChecksumCalculation: 'WHEN_REQUIRED',
            responseChecksumValidation: 'WHEN_REQUIRED',
            requestHandler: ports.filesFor(caller),
          }),
      ),
      outbound: once(() => openOutbound({ stage: settings.stage })),
      signingKeys: () => ports.signingKey.verification,
      tokenIssuer: () => issuerOf(ports.pools, settings.userPoolId),
    };
  };
}

/** There is no CloudWatch here: a figure that is not zero is a line of the log. */
const loggedMetrics = (logger: Logger): Metrics => ({
  count: (name, value) => {
    if (value !== 0) logger.warn('metric', { name, value });
  },
});

function issuerOf(pools: readonly UserPool[], poolId: string): string {
  const pool = pools.find(({ id }) => id === poolId);
  if (pool === undefined) throw new Error('This function is not told its user pool (USER_POOL_ID)');
  return pool.issuer;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
