/** Functions of a module: what its manifest says it reaches is what its role allows. */
import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DataStack } from '../stacks/data-stack.ts';
import type { IdentityStack } from '../stacks/identity-stack.ts';
import { explain } from './explained.ts';
import { PLATFORM_KEYS, readRecords, writeInTransactions } from './table-access.ts';
import type { TandemFunction } from './tandem-function.ts';

/** What the functions of every module stand on. */
export type Foundation = { readonly data: DataStack; readonly identity: IdentityStack };

/** Calls to the pool that are signed; signing in and out are public ones. A test holds the list to the code. */
export const IDENTITY_ACTIONS = ['cognito-idp:AdminCreateUser', 'cognito-idp:AdminSetUserPassword'];

/** Gives the one module that `reachesPlatform`, and the schedules, the platform space, sign-in and files. */
export function reachPlatform(target: TandemFunction, { data, identity }: Foundation): void {
  const { table, bucket } = data;
  target.allow(
    readRecords(table, PLATFORM_KEYS),
    writeInTransactions(table, PLATFORM_KEYS),
    new PolicyStatement({ actions: IDENTITY_ACTIONS, resources: [identity.userPool.userPoolArn] }),
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      resources: [bucket.arnForObjects('*')],
    }),
  );
  target.lambda.addEnvironment('USER_POOL_ID', identity.userPool.userPoolId);
  target.lambda.addEnvironment('USER_POOL_CLIENT_ID', identity.client.userPoolClientId);
  target.lambda.addEnvironment('BUCKET_NAME', bucket.bucketName);
  explain(
    target.role,
    `AwsSolutions-IAM5[Resource::${exportedName(data, bucket.bucketArn)}/*]`,
    'Objects are named by tenant and upload at run time; the grant is objects of this one bucket, not the bucket.',
  );
}

/** The name under which another stack imports a value; cdk-nag names findings by it. */
function exportedName(owner: Stack, value: string): string {
  const { 'Fn::ImportValue': name } = owner.resolve(owner.exportValue(value)) as { 'Fn::ImportValue': string };
  return name;
}
