/** A Lambda function of Tandem: its own role with nothing in it but logs and traces, its own log group, its alarm. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { alarm } from './alarm.ts';
import { explain } from './explained.ts';

/** What all functions of one stack share. */
export type FunctionSetting = {
  readonly deployment: Deployment;
  readonly code: Code;
  readonly alarms: ITopic;
  readonly tableName: string;
};

export type TandemFunctionProps = {
  readonly setting: FunctionSetting;
  /** The entry under `functions/`, such as `sales/api`. */
  readonly entry: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly environment?: Readonly<Record<string, string>>;
};

/** Enough for the processor share that a cold start wants; the work itself needs a tenth of it. */
const MEMORY_MB = 1024;
/** Roles of the functions live under one path, which the tenant role's trust names. */
export const rolePath = (stage: string): string => `/tandem/${stage}/`;

export class TandemFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: TandemFunctionProps) {
    super(scope, id);
    const { deployment, code, alarms, tableName } = props.setting;
    this.role = new Role(this, 'Role', {
      path: rolePath(deployment.stage),
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${Stack.of(this).stackName}: ${props.entry}`,
    });
    const logGroup = new LogGroup(this, 'Logs', {
      retention: deployment.logRetentionDays,
      removalPolicy: deployment.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    logGroup.grantWrite(this.role);
    this.lambda = new LambdaFunction(this, 'Function', {
      code,
      handler: `${props.entry}.handler`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: MEMORY_MB,
      timeout: props.timeout,
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: Tracing.ACTIVE,
      environment: {
        TABLE_NAME: tableName,
        STAGE: deployment.stage,
        POWERTOOLS_SERVICE_NAME: props.entry.split('/')[0] ?? props.entry,
        ...props.environment,
      },
    });
    explain(
      this.role,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray has no resources: PutTraceSegments and PutTelemetryRecords can be granted on * only.',
    );
    alarm(this, 'Errors', {
      metric: this.lambda.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      description: `${props.entry} failed, timed out or did not start: read its log group.`,
      topic: alarms,
    });
  }

  allow(...statements: readonly PolicyStatement[]): void {
    for (const statement of statements) this.role.addToPolicy(statement);
  }

  /** Lets it take on the role whose reach is one tenant's keys; the trust of that role asks for the tenant's tag. */
  actForTenants(tenantRoleArn: string): void {
    this.allow(new PolicyStatement({ actions: ['sts:AssumeRole', 'sts:TagSession'], resources: [tenantRoleArn] }));
    this.lambda.addEnvironment('TENANT_ROLE_ARN', tenantRoleArn);
  }
}
