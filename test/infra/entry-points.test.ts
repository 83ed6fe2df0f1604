/** The entry points of functions that are more than a binding, and the runtime that they are bound to in AWS. */

import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import { ChangeMessageVisibilityBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { Context as LambdaContext, SQSRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { modules } from '../../domain/modules.ts';
import { create as createAuthorizer } from '../../functions/platform/authorizer.ts';
import { create as createScheduled, createSchedules } from '../../functions/platform/schedules.ts';
import { create as createUnknownPath } from '../../functions/platform/unknown-path.ts';
import type { PlatformContext } from '../../shared/platform-context.ts';
import { awsRuntime } from '../../shared/runtime/aws.ts';
import { bindAwsQueue, waitSeconds } from '../../shared/runtime/aws-queue.ts';
import { settingsOf } from '../../shared/runtime/environment.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import { createEngineRuntime } from '../harness/engine-runtime.ts';
import { probeModule } from './probe-modules.ts';

const { runtime } = createEngineRuntime();
const request = (rawPath: string) => ({
  rawPath,
  rawQueryString: '',
  headers: {},
  requestContext: { requestId: 'req_1', http: { method: 'GET', path: rawPath } },
});

describe('the authorizer', () => {
  test('lets a request without a token through without an actor, for the function to answer 401', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense-nonsense-nonsense' }]) {
      await expect(createAuthorizer(runtime)({ headers })).resolves.toEqual({ isAuthorized: true });
    }
  });
});

describe('a path that no module has', () => {
  test('is answered 404 as problem+json', async () => {
    const answer = await createUnknownPath(runtime)(request('/v1/nowhere'), {} as never);
    expect(answer).toMatchObject({ statusCode: 404, headers: { 'content-type': 'application/problem+json' } });
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'route.not_found', status: 404 });
  });
});

describe('schedules', () => {
  test('run the one that the timer names, as the system', async () => {
    const ran: PlatformContext[] = [];
    const listen = {
      name: 'listen',
      every: 'rate(5 minutes)',
      run: async () => async (context: PlatformContext) => void ran.push(context),
    } as const;
    const run = createSchedules(async () => ({ ...probeModule, schedules: [listen] }), runtime);
    await run({ module: 'probe', schedule: 'listen' });
    expect(ran.map(({ actor }) => actor)).toEqual([{ kind: 'system', id: 'probe.listen' }]);
    await expect(run({ module: 'probe', schedule: 'shout' })).rejects.toThrow(
      'No manifest declares the schedule probe.shout',
    );
  });
});

test('schedules find every module of the registry by its name', async () => {
  for (const { name } of modules) {
    const run = createScheduled(runtime)({ module: name, schedule: 'none' });
    await expect(run).rejects.toThrow(`No manifest declares the schedule ${name}.none`);
  }
});

describe('the runtime in AWS', () => {
  const sts = mockClient(STSClient);
  const environment = { TABLE_NAME: 'table', STAGE: 'dev', TENANT_ROLE_ARN: 'arn:aws:iam::1:role/tenant' };
  const ALPHA = 'ten_alpha' as TenantId;
  const make = () => awsRuntime(environment, new PowertoolsLogger({ logLevel: 'SILENT' }));

  beforeEach(() => {
    vi.stubEnv('AWS_REGION', 'eu-central-1');
    sts.reset();
    sts.on(AssumeRoleCommand).callsFake(({ RoleSessionName }: { RoleSessionName: string }) => ({
      Credentials: {
        AccessKeyId: `key-${RoleSessionName}`,
        SecretAccessKey: 'secret',
        SessionToken: 'token',
        Expiration: new Date(Date.now() + 3_600_000),
      },
    }));
  });

  test('signs a tenant’s calls with a session that is tagged with the tenant, asked for once', async () => {
    const { tenantTable } = make();
    const client = tenantTable(ALPHA);
    expect(tenantTable(ALPHA)).toBe(client);
    await expect(client.config.credentials()).resolves.toMatchObject({ accessKeyId: 'key-ten_alpha' });
    await client.config.credentials();
    expect(sts.commandCalls(AssumeRoleCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        RoleArn: 'arn:aws:iam::1:role/tenant',
        RoleSessionName: ALPHA,
        Tags: [{ Key: 'TenantId', Value: ALPHA }],
      },
    ]);
  });

  test('asks again five minutes before a session ends', async () => {
    const client = make().tenantTable(ALPHA);
    await client.config.credentials();
    vi.useFakeTimers({ now: Date.now() + 3_600_000 - 290_000 });
    await client.config.credentials();
    vi.useRealTimers();
    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(2);
  });

  test('keeps tenants apart, and the connections shared', async () => {
    const { tenantTable } = make();
    const [a, b] = [tenantTable(ALPHA), tenantTable('ten_beta' as TenantId)];
    await expect(b.config.credentials()).resolves.toMatchObject({ accessKeyId: 'key-ten_beta' });
    expect(a.config.requestHandler).toBe(b.config.requestHandler);
    await expect(a.config.maxAttempts()).resolves.toBe(1);
  });

  test('forgets the tenants that were longest away, so that it does not grow without bound', () => {
    const { tenantTable } = make();
    const first = tenantTable(ALPHA);
    for (let index = 0; index < 600; index += 1) tenantTable(`ten_${index}` as TenantId);
    expect(tenantTable(ALPHA)).not.toBe(first);
    expect(tenantTable('ten_599' as TenantId)).toBe(tenantTable('ten_599' as TenantId));
  });

  test('refuses by name what a function was not given', () => {
    expect(() => make().bus()).toThrow('This function does not reach the bus');
    expect(() => settingsOf({ TABLE_NAME: 'table' })).toThrow('The variable STAGE of this function is not set');
  });

  test('knows the issuer of its pool’s tokens', () => {
    const withPool = awsRuntime({ ...environment, USER_POOL_ID: 'eu-central-1_AbC' }, new PowertoolsLogger());
    expect(withPool.tokenIssuer()).toBe('https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC');
  });
});

describe('a queue’s function in AWS', () => {
  const sqs = mockClient(SQSClient);
  const record = (messageId: string, receives: string) =>
    ({
      messageId,
      receiptHandle: `handle-${messageId}`,
      attributes: { ApproximateReceiveCount: receives },
      eventSourceARN: 'arn:aws:sqs:eu-central-1:1:reactions',
    }) as SQSRecord;
  const failing = () => async () => ({ batchItemFailures: [{ itemIdentifier: 'early' }, { itemIdentifier: 'stuck' }] });
  const batch = { Records: [record('done', '1'), record('early', '1'), record('stuck', '9')] };
  const context = { functionName: 'events' } as LambdaContext;

  beforeEach(() => {
    for (const [name, value] of Object.entries({ TABLE_NAME: 'table', STAGE: 'dev', AWS_REGION: 'eu-central-1' })) {
      vi.stubEnv(name, value);
    }
    sqs.reset();
  });

  test('lets what failed come back soon at first, then ever later', async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).resolves({});
    const answer = await bindAwsQueue(failing)(batch, context);
    expect(answer.batchItemFailures).toHaveLength(2);
    expect(sqs.commandCalls(ChangeMessageVisibilityBatchCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/1/reactions',
        Entries: [
          { Id: '0', ReceiptHandle: 'handle-early', VisibilityTimeout: 5 },
          { Id: '1', ReceiptHandle: 'handle-stuck', VisibilityTimeout: 900 },
        ],
      },
    ]);
  });

  test('does not fail a batch because it could not change when a message comes back', async () => {
    sqs.on(ChangeMessageVisibilityBatchCommand).rejects(new Error('throttled'));
    await expect(bindAwsQueue(failing)(batch, context)).resolves.toMatchObject({ batchItemFailures: [{}, {}] });
  });

  test('waits 5 seconds, doubled each time, up to a quarter of an hour', () => {
    expect([1, 2, 3, 4, 8, 9, 20].map(waitSeconds)).toEqual([5, 10, 20, 40, 640, 900, 900]);
  });
});
