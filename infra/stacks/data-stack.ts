/** What lasts: the table, the files, the role that reaches one tenant's records, and the topic of the alarms. */
import { ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { explain } from '../constructs/explained.ts';
import { readRecords, TENANT_KEYS, writeInTransactions } from '../constructs/table-access.ts';
import { INDEXES } from '../constructs/table-indexes.ts';
import { rolePath } from '../constructs/tandem-function.ts';
import type { Deployment } from '../deployment.ts';

export class DataStack extends Stack {
  readonly table: Table;
  readonly bucket: Bucket;
  readonly tenantRole: Role;
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id, {
      description: `Tandem ${deployment.stage}: table, files, tenant role, alarm topic`,
      terminationProtection: !deployment.disposable,
    });
    const removalPolicy = deployment.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const key = deployment.kms === 'customer-managed' ? this.makeKey(removalPolicy) : undefined;
    this.table = this.makeTable(deployment, removalPolicy, key);
    this.bucket = this.makeBucket(deployment, removalPolicy, key);
    this.tenantRole = this.makeTenantRole(deployment.stage);
    this.alarms = this.makeAlarmTopic(deployment.alarmEmail);
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'BucketName', { value: this.bucket.bucketName });
    new CfnOutput(this, 'AlarmTopicArn', { value: this.alarms.topicArn });
  }

  /** Every principal of the account may use the key, but only through table and files, as with a key that AWS owns. */
  private makeKey(removalPolicy: RemovalPolicy): Key {
    const key = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncrypt*',
          'kms:GenerateDataKey*',
          'kms:DescribeKey',
          'kms:CreateGrant',
        ],
        resources: ['*'],
        conditions: {
          StringEquals: {
            'kms:CallerAccount': this.account,
            'kms:ViaService': [`dynamodb.${this.region}.amazonaws.com`, `s3.${this.region}.amazonaws.com`],
          },
        },
      }),
    );
    return key;
  }

  private makeTable(deployment: Deployment, removalPolicy: RemovalPolicy, key: Key | undefined): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'ttl',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !deployment.disposable,
      removalPolicy,
      ...(key === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
    });
    for (const indexName of INDEXES) {
      table.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: `${indexName}pk`, type: AttributeType.STRING },
        sortKey: { name: `${indexName}sk`, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    return table;
  }

  /** Files of imports and exports: short-lived, reached by presigned addresses or by functions that are given it. */
  private makeBucket({ disposable }: Deployment, removalPolicy: RemovalPolicy, key: Key | undefined): Bucket {
    const shared = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    };
    const accessLogs = new Bucket(this, 'FileAccessLogs', {
      ...shared,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
    explain(accessLogs, 'AwsSolutions-S1', 'It holds the access logs of the files; logs of its own would never end.');
    const files = new Bucket(this, 'Files', {
      ...shared,
      serverAccessLogsBucket: accessLogs as IBucket,
      lifecycleRules: [
        { expiration: Duration.days(disposable ? 7 : 90), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
    });
    return files;
  }

  /** A policy of its own takes the place of the one that lets the account's alarms publish, so it says that again. */
  private makeAlarmTopic(email: string | undefined): Topic {
    const topic = new Topic(this, 'Alarms', { enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  /**
   * The role a function takes on to work for one tenant. It can be taken on by functions of this stage only, and only
   * with the tenant's tag; its own statements compare every leading key with that tag.
   */
  private makeTenantRole(stage: string): Role {
    const functions = this.formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: `${rolePath(stage).slice(1)}*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const trusted = new AccountRootPrincipal().withSessionTags().withConditions({
      ArnLike: { 'aws:PrincipalArn': functions },
      StringLike: { 'aws:RequestTag/TenantId': 'ten_*' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['TenantId'] },
    });
    const role = new Role(this, 'TenantRole', {
      assumedBy: trusted,
      description: `Tandem ${stage}: the records of the tenant that the session is tagged with`,
      maxSessionDuration: Duration.hours(1),
    });
    role.addToPolicy(readRecords(this.table, TENANT_KEYS));
    role.addToPolicy(writeInTransactions(this.table, TENANT_KEYS));
    return role;
  }
}
