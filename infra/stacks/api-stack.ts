/** The HTTP API, its authorizer, and for each module that has routes the function that answers them. */
import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { DOCS_PATHS } from '../../shared/http/docs-page.ts';
import type { ModuleManifest } from '../../shared/module.ts';
import { HttpApi } from '../constructs/http-api.ts';
import { type Foundation, reachPlatform } from '../constructs/module-function.ts';
import { gatewayRoutes } from '../constructs/route-table.ts';
import { type FunctionSetting, TandemFunction } from '../constructs/tandem-function.ts';

/** Below the gateway's own 30 seconds, so that the function's error is the one that is seen. */
const REQUEST_TIMEOUT = Duration.seconds(28);

/** A plan of 600 requests a minute is one of 1,000 a second there. */
const LOCAL_RATE_FACTOR = '100';

export class ApiStack extends Stack {
  /** Public address of the API: of its domain, where the context gives one. */
  readonly url: string;
  private readonly setting: FunctionSetting;
  private readonly foundation: Foundation;

  constructor(
    scope: Construct,
    id: string,
    setting: FunctionSetting,
    foundation: Foundation,
    modules: readonly ModuleManifest[],
  ) {
    const { deployment } = setting;
    super(scope, id, { description: `Tandem ${deployment.stage}: HTTP API and its functions` });
    this.setting = setting;
    this.foundation = foundation;
    const http = new HttpApi(this, 'Http', id);
    this.url = deployment.apiUrl ?? http.api.attrApiEndpoint;
    http.addStage(deployment);
    http.authorizeWith(this.makeAuthorizer());
    http.addRoute({ key: '$default', module: 'none', lambda: this.makeUnknownPath(), authorized: false });
    const docs = this.makeDocs();
    for (const path of DOCS_PATHS)
      http.addRoute({ key: `GET ${path}`, module: 'docs', lambda: docs, authorized: false });
    const answering = modules.filter(({ routes }) => routes.length > 0);
    const functions = new Map(answering.map((manifest) => [manifest.name, this.makeFunction(manifest)]));
    for (const { key, module, authorized } of gatewayRoutes(modules)) {
      const lambda = functions.get(module);
      if (lambda !== undefined) http.addRoute({ key, module, lambda, authorized });
    }
    http.alarmOnFailures(setting.alarms);
    new CfnOutput(this, 'ApiUrl', { value: this.url });
  }

  private makeFunction(manifest: ModuleManifest): LambdaFunction {
    const { data } = this.foundation;
    const answers = new TandemFunction(this, `Api-${manifest.name}`, {
      setting: this.setting,
      entry: `${manifest.name}/api`,
      description: `Routes of ${manifest.name}`,
      timeout: REQUEST_TIMEOUT,
      environment: { API_URL: this.url },
    });
    answers.actForTenants(data.tenantRole.roleArn);
    if (manifest.reachesPlatform) reachPlatform(answers, this.foundation);
    return answers.lambda;
  }

  /** Reads key, member and roles in the tenant that the token or key names; the platform space it does not need. */
  private makeAuthorizer(): LambdaFunction {
    const { data, identity } = this.foundation;
    const authorizer = new TandemFunction(this, 'Authorizer', {
      setting: this.setting,
      entry: 'platform/authorizer',
      description: 'Tells who a request comes from, by access token or API key',
      timeout: Duration.seconds(10),
      environment: {
        USER_POOL_ID: identity.userPool.userPoolId,
        USER_POOL_CLIENT_ID: identity.client.userPoolClientId,
        // On a laptop nobody shares anything: the plans' rates are there, and wide.
        ...(this.setting.deployment.stage === 'local' ? { RATE_FACTOR: LOCAL_RATE_FACTOR } : {}),
      },
    });
    authorizer.actForTenants(data.tenantRole.roleArn);
    return authorizer.lambda;
  }

  private makeDocs(): LambdaFunction {
    return new TandemFunction(this, 'Docs', {
      setting: this.setting,
      entry: 'platform/docs',
      description: 'Serves the reference page of the API',
      timeout: Duration.seconds(5),
    }).lambda;
  }

  private makeUnknownPath(): LambdaFunction {
    return new TandemFunction(this, 'UnknownPath', {
      setting: this.setting,
      entry: 'platform/unknown-path',
      description: 'Answers 404 for every path that no module has',
      timeout: Duration.seconds(5),
    }).lambda;
  }
}
