/** The HTTP API: one integration a function, the routes of `route-table.ts`, an authorizer, access logs, throttling. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnApi, CfnAuthorizer, CfnIntegration, CfnRoute, CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';
import { alarm } from './alarm.ts';
import { explain } from './explained.ts';

/** Of the whole API, for all tenants; a tenant's own limits are its plan's. */
const REQUESTS_PER_SECOND = 500;
const BURST = 1000;

const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  milliseconds: '$context.responseLatency',
  tenantId: '$context.authorizer.tenantId',
  actorId: '$context.authorizer.actorId',
  sourceIp: '$context.identity.sourceIp',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
};

export type RouteTarget = {
  readonly key: string;
  /** Names the integration, so that its logical id stays when other routes come and go. */
  readonly module: string;
  readonly lambda: LambdaFunction;
  readonly authorized: boolean;
};

export class HttpApi extends Construct {
  readonly api: CfnApi;
  private readonly integrations = new Map<string, CfnIntegration>();
  private authorizer: CfnAuthorizer | undefined;

  /** CORS is off: browsers reach the API through the console's own address. */
  constructor(scope: Construct, id: string, name: string) {
    super(scope, id);
    this.api = new CfnApi(this, 'Api', { name, protocolType: 'HTTP' });
  }

  addStage(deployment: Deployment): void {
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: deployment.logRetentionDays,
      removalPolicy: deployment.disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    new CfnStage(this, 'Stage', {
      apiId: this.api.ref,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
      defaultRouteSettings: {
        throttlingRateLimit: REQUESTS_PER_SECOND,
        throttlingBurstLimit: BURST,
        detailedMetricsEnabled: false,
      },
    });
  }

  /**
   * Asked for every request and never remembered, so that a revoked right ends at once. It has no identity source:
   * with one the gateway would answer a request without the header itself, in words of its own (see the entry point).
   */
  authorizeWith(authorizer: LambdaFunction): void {
    const { partition, region } = Stack.of(this);
    const invocations = `functions/${authorizer.functionArn}/invocations`;
    this.authorizer = new CfnAuthorizer(this, 'Authorizer', {
      apiId: this.api.ref,
      name: 'token-or-key',
      authorizerType: 'REQUEST',
      authorizerUri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/${invocations}`,
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      authorizerResultTtlInSeconds: 0,
    });
    this.permit('AuthorizerPermission', authorizer, `authorizers/${this.authorizer.ref}`);
  }

  addRoute({ key, module, lambda, authorized }: RouteTarget): void {
    const route = new CfnRoute(this, `Route ${key.replaceAll('/', ':')}`, {
      apiId: this.api.ref,
      routeKey: key,
      target: `integrations/${this.integrationOf(module, lambda).ref}`,
      ...this.authorization(authorized),
    });
    if (!authorized) {
      explain(
        route,
        'AwsSolutions-APIG4',
        'Declared public in its module: sign-up, sign-in, documents; or no such path.',
      );
    }
  }

  private authorization(authorized: boolean) {
    if (!authorized) return { authorizationType: 'NONE' };
    if (this.authorizer === undefined) throw new Error('Call authorizeWith before adding routes');
    return { authorizationType: 'CUSTOM', authorizerId: this.authorizer.ref };
  }

  private integrationOf(module: string, lambda: LambdaFunction): CfnIntegration {
    const known = this.integrations.get(module);
    if (known !== undefined) return known;
    const integration = new CfnIntegration(this, `Integration-${module}`, {
      apiId: this.api.ref,
      integrationType: 'AWS_PROXY',
      integrationUri: lambda.functionArn,
      payloadFormatVersion: '2.0',
    });
    this.permit(`Permission-${module}`, lambda, '*');
    this.integrations.set(module, integration);
    return integration;
  }

  private permit(id: string, lambda: LambdaFunction, within: string): void {
    const { partition, region, account } = Stack.of(this);
    new CfnPermission(this, id, {
      action: 'lambda:InvokeFunction',
      functionName: lambda.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `arn:${partition}:execute-api:${region}:${account}:${this.api.ref}/${within}`,
    });
  }

  /** Answers of 5xx, whoever gave them: an exception in a handler is an answer and no error of its function. */
  alarmOnFailures(topic: ITopic): void {
    alarm(this, 'ServerErrors', {
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: '5xx',
        dimensionsMap: { ApiId: this.api.ref },
        statistic: 'sum',
        period: Duration.minutes(5),
      }),
      threshold: 5,
      description: 'The API answers with 5xx: look for level ERROR in the log groups of the functions.',
      topic,
    });
  }
}
