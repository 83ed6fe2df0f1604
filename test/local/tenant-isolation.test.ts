import { GetCommand, PutCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../infra/local/template/template.ts';
import type { Runtime } from '../../shared/runtime/runtime.ts';
import type { TenantId } from '../../shared/values/ids.ts';
import {
  allow,
  arnOf,
  type Handlers,
  lambda,
  type Resources,
  ref,
  role,
  startSmall,
  stopAll,
  table,
} from './small-app.ts';

const TableName = 'records';
const ours = 'ten_a' as TenantId;
const theirs = 'ten_b' as TenantId;

const within = (pattern: string): JsonObject => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});
const tenantKeys = within('t#$' + '{aws:PrincipalTag/TenantId}#*');
const inTransactions: JsonObject = {
  ...tenantKeys,
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
};
const tenantRole = role([
  allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem'], [arnOf('Table'), indexes()], tenantKeys),
  allow(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'], arnOf('Table'), inTransactions),
]);

function indexes(): JsonObject {
  return { 'Fn::Join': ['', [arnOf('Table'), '/index/*']] };
}

const environment = { TABLE_NAME: TableName, TENANT_ROLE_ARN: arnOf('Tenant') };
const app: Resources = {
  Table: table({
    AttributeDefinitions: ['pk', 'sk', 'gpk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi',
        KeySchema: [{ AttributeName: 'gpk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  }),
  Tenant: {
    ...tenantRole,
    Properties: {
      ...tenantRole.Properties,
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::$' + '{AWS::AccountId}:root' } },
            Condition: { StringLike: { 'aws:RequestTag/TenantId': 'ten_*' } },
          },
        ],
      },
    },
  },
  ...lambda('Api', { statements: [allow(['sts:AssumeRole', 'sts:TagSession'], arnOf('Tenant'))], environment }),
  ...lambda('Relay', {
    statements: [allow('dynamodb:PutItem', arnOf('Table'), within('p#*'))],
    environment: { TABLE_NAME: ref('Table') },
  }),
};

const runtimes: Record<string, Runtime> = {};
const keep =
  (name: string): Handlers[string] =>
  (runtime) => {
    runtimes[name] = runtime;
    return async () => undefined;
  };

beforeAll(async () => {
  const cloud = await startSmall(app, { Api: keep('api'), Relay: keep('relay') });
  for (const made of cloud.services.functions.values()) await made.warm();
});
afterAll(stopAll);

const put = (pk: string) => ({ Put: { TableName, Item: { pk, sk: 'r', gpk: pk } } });
const denied = { name: 'AccessDeniedException' };

describe('a tenant’s session', () => {
  const client = () => (runtimes.api as Runtime).tenantTable(ours);

  test('writes and reads its own keys', async () => {
    await client().send(new TransactWriteCommand({ TransactItems: [put('t#ten_a#order#1')] }));
    const { Item } = await client().send(new GetCommand({ TableName, Key: { pk: 't#ten_a#order#1', sk: 'r' } }));
    expect(Item).toMatchObject({ pk: 't#ten_a#order#1' });
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'reads another tenant’s key',
      () => client().send(new GetCommand({ TableName, Key: { pk: 't#ten_b#order#1', sk: 'r' } })),
    ],
    [
      'reads a tenant’s key that begins alike',
      () => client().send(new GetCommand({ TableName, Key: { pk: 't#ten_ab#x', sk: 'r' } })),
    ],
    [
      'reads the platform’s key',
      () => client().send(new GetCommand({ TableName, Key: { pk: 'p#tenant#1', sk: 'r' } })),
    ],
    [
      'queries another tenant’s list',
      () =>
        client().send(
          new QueryCommand({
            TableName,
            IndexName: 'gsi',
            KeyConditionExpression: 'gpk = :pk',
            ExpressionAttributeValues: { ':pk': 't#ten_b#list' },
          }),
        ),
    ],
    [
      'writes outside a transaction',
      () => client().send(new PutCommand({ TableName, Item: { pk: 't#ten_a#x', sk: 'r' } })),
    ],
    [
      'writes one foreign key among its own',
      () => client().send(new TransactWriteCommand({ TransactItems: [put('t#ten_a#y'), put('t#ten_b#y')] })),
    ],
    [
      'checks a foreign key in a transaction',
      () =>
        client().send(
          new TransactWriteCommand({
            TransactItems: [
              put('t#ten_a#z'),
              {
                ConditionCheck: {
                  TableName,
                  Key: { pk: 't#ten_b#order#1', sk: 'r' },
                  ConditionExpression: 'attribute_not_exists(pk)',
                },
              },
            ],
          }),
        ),
    ],
  ])('is denied when it %s', async (_, call) => {
    await expect(call()).rejects.toMatchObject(denied);
  });

  test('what was denied has changed nothing', async () => {
    for (const pk of ['t#ten_a#x', 't#ten_a#y', 't#ten_a#z']) {
      expect((await client().send(new GetCommand({ TableName, Key: { pk, sk: 'r' } }))).Item).toBeUndefined();
    }
  });
});

describe('a function', () => {
  test('has no more of the table than its own role gives', async () => {
    const own = () =>
      (runtimes.api as Runtime).platformTable().send(new GetCommand({ TableName, Key: { pk: 'p#1', sk: 'r' } }));
    await expect(own()).rejects.toMatchObject(denied);
    const relay = (runtimes.relay as Runtime).platformTable();
    await relay.send(new PutCommand({ TableName, Item: { pk: 'p#1', sk: 'r' } }));
    await expect(relay.send(new PutCommand({ TableName, Item: { pk: 't#ten_a#1', sk: 'r' } }))).rejects.toMatchObject(
      denied,
    );
  });

  test('without the right cannot act for a tenant', () => {
    expect(() => (runtimes.relay as Runtime).tenantTable(theirs)).toThrow(/TENANT_ROLE_ARN/);
  });

  test('cannot act for a tenant whose tag the trust refuses', () => {
    expect(() => (runtimes.api as Runtime).tenantTable('other' as TenantId)).toThrow(/not authorized to perform: sts:/);
  });
});
