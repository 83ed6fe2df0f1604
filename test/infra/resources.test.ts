/** The properties of what is deployed that no other part of the system would notice missing. */
import { describe, expect, test } from 'vitest';
import { TABLE_DEFINITION } from '../harness/engine-runtime.ts';
import { functionOf, property, synthesise } from './synthesised.ts';

const { assembly } = synthesise();
const [table] = assembly.ofType('AWS::DynamoDB::Table');
const [pool] = assembly.ofType('AWS::Cognito::UserPool');

describe('the table', () => {
  test('has the keys, indexes and stream that the tests’ engine has', () => {
    const { KeySchema, GlobalSecondaryIndexes } = TABLE_DEFINITION;
    const keys = (indexes: unknown) =>
      (indexes as readonly { IndexName: string; KeySchema: unknown }[]).map(({ IndexName, KeySchema: schema }) => ({
        IndexName,
        schema,
      }));
    expect(table?.properties.KeySchema).toEqual(KeySchema);
    expect(keys(table?.properties.GlobalSecondaryIndexes)).toEqual(keys(GlobalSecondaryIndexes));
    expect(property(table, 'StreamSpecification.StreamViewType')).toBe('NEW_IMAGE');
  });

  test('projects keys only, is paid by request, expires by ttl, and can be restored and not deleted', () => {
    const indexes = property(table, 'GlobalSecondaryIndexes') as { Projection: unknown }[];
    expect(indexes.map(({ Projection }) => Projection)).toEqual(indexes.map(() => ({ ProjectionType: 'KEYS_ONLY' })));
    expect(table?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  test('is encrypted by a key of the account where the context says so', () => {
    const owned = synthesise({ kms: 'customer-managed' }).assembly.ofType('AWS::DynamoDB::Table')[0];
    expect(owned?.properties.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS' });
    expect(table?.properties.SSESpecification ?? {}).not.toHaveProperty('KMSMasterKeyId');
  });
});

test('a deployment that is called disposable can be destroyed with its data', () => {
  const other = synthesise({ disposable: 'true' }).assembly;
  expect(other.ofType('AWS::DynamoDB::Table')[0]?.properties.DeletionProtectionEnabled).toBe(false);
  expect(other.ofType('AWS::Cognito::UserPool')[0]?.properties.DeletionProtection).toBe('INACTIVE');
});

test('the context is read strictly', () => {
  expect(() => synthesise({ stage: 'Prod!' })).toThrow('The stage "Prod!"');
  expect(() => synthesise({ kms: 'mine' })).toThrow('must be one of aws-owned, customer-managed');
});

describe('every function', () => {
  const functions = assembly.ofType('AWS::Lambda::Function');

  test.each(functions.map((lambda) => ({ handler: lambda.properties.Handler, lambda })))('$handler', ({ lambda }) => {
    expect(lambda.properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogFormat: 'JSON' },
    });
    const logs = assembly
      .ofType('AWS::Logs::LogGroup')
      .find(({ ref }) => ref === property(lambda, 'LoggingConfig.LogGroup'));
    expect(logs?.properties.RetentionInDays).toBe(30);
    const role = functions.filter(({ properties }) => properties.Role === lambda.properties.Role);
    expect(role).toHaveLength(1);
    const errors = assembly.ofType('AWS::CloudWatch::Alarm').filter((alarm) => {
      const [dimension] = property(alarm, 'Dimensions') as { Value: string }[];
      return alarm.properties.MetricName === 'Errors' && dimension?.Value === lambda.ref;
    });
    expect(errors).toHaveLength(1);
  });

  test('all run one asset', () => {
    expect(new Set(functions.map((lambda) => property(lambda, 'Code.S3Key'))).size).toBe(1);
  });

  test('is told what its role reaches', () => {
    const told = (entry: string) => property(functionOf(assembly, entry), 'Environment.Variables');
    const platform = ['USER_POOL_ID', 'USER_POOL_CLIENT_ID', 'BUCKET_NAME', 'TENANT_ROLE_ARN', 'API_URL'];
    for (const name of platform) expect(told('probe/api')).toHaveProperty(name);
    for (const name of platform) expect(told('platform/schedules')).toHaveProperty(name);
    for (const name of ['USER_POOL_ID', 'BUCKET_NAME', 'BUS_NAME']) {
      expect(told('receiver/events')).not.toHaveProperty(name);
    }
    for (const entry of ['platform/relay', 'platform/sweeper']) expect(told(entry)).toHaveProperty('BUS_NAME');
  });
});

test('every alarm tells the topic, and may', () => {
  const [topic] = assembly.ofType('AWS::SNS::Topic');
  const [policy] = assembly.ofType('AWS::SNS::TopicPolicy');
  expect(property(policy, 'PolicyDocument.Statement')).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
    }),
  );
  for (const alarm of assembly.ofType('AWS::CloudWatch::Alarm')) {
    expect(alarm.properties.AlarmActions).toEqual([topic?.ref]);
  }
});

describe('sign-in', () => {
  test('puts claims into the access token and cannot be signed up to from outside', () => {
    expect(property(pool, 'LambdaConfig.PreTokenGenerationConfig')).toEqual({
      LambdaArn: functionOf(assembly, 'platform/pre-token').arn,
      LambdaVersion: 'V2_0',
    });
    expect(pool?.properties).toMatchObject({ UserPoolTier: 'ESSENTIALS', DeletionProtection: 'ACTIVE' });
    expect(property(pool, 'AdminCreateUserConfig.AllowAdminCreateUserOnly')).toBe(true);
  });

  test('has one client, without a secret, for passwords and refresh', () => {
    const [client, ...others] = assembly.ofType('AWS::Cognito::UserPoolClient');
    expect(others).toEqual([]);
    expect(client?.properties.ExplicitAuthFlows).toEqual(['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']);
    expect(client?.properties.GenerateSecret).toBe(false);
  });
});

test('no bucket is public, nor readable without TLS', () => {
  for (const bucket of assembly.ofType('AWS::S3::Bucket')) {
    expect(Object.values(bucket.properties.PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    const policies = assembly
      .ofType('AWS::S3::BucketPolicy')
      .filter(({ properties }) => properties.Bucket === bucket.ref);
    expect(JSON.stringify(policies)).toContain('"aws:SecureTransport":"false"');
  }
});
