/** The HTTP API as the template declares it: routes, integrations, authorizers. */
import { z } from 'zod';
import type { InvokePermission } from '../lambda/read-functions.ts';
import type { Assembly, ResolvedResource } from '../template/assembly.ts';
import { flag, ignored, readProperties } from '../template/properties.ts';

export type Authorizer = {
  readonly id: string;
  readonly functionArn: string;
  /** Such as `$request.header.Authorization`; a request that lacks one of them is refused without a call. */
  readonly identitySources: readonly string[];
  readonly resultTtlMs: number;
};

export type ApiRoute = {
  /** `GET /v1/orders/{id}`, `ANY /v1/{proxy+}` or `$default`. */
  readonly key: string;
  readonly functionArn: string;
  readonly authorizer: Authorizer | undefined;
};

export type CorsSettings = {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds: number | undefined;
  readonly credentials: boolean;
};

export type HttpApi = {
  readonly id: string;
  readonly routes: readonly ApiRoute[];
  readonly cors: CorsSettings | undefined;
  /** `''` for `$default`, else the stage's name with a slash before it. */
  readonly stagePath: string;
  readonly stage: string;
};

const texts = z.array(z.string()).default([]);

const ApiProperties = z.object({
  ProtocolType: z.literal('HTTP', 'The local cloud runs HTTP APIs only'),
  CorsConfiguration: z
    .object({
      AllowOrigins: texts,
      AllowMethods: texts,
      AllowHeaders: texts,
      ExposeHeaders: texts,
      MaxAge: z.coerce.number().optional(),
      AllowCredentials: flag.default(false),
    })
    .optional(),
  ...ignored('Name', 'Description', 'Tags', 'DisableExecuteApiEndpoint', 'IpAddressType', 'Version'),
});

const StageProperties = z.object({
  ApiId: z.string(),
  StageName: z.string(),
  // Throttling is the account's protection from the internet; loopback needs none.
  ...ignored('AutoDeploy', 'AccessLogSettings', 'DefaultRouteSettings', 'RouteSettings', 'Description', 'Tags'),
});

const RouteProperties = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']).default('NONE'),
  AuthorizerId: z.string().optional(),
  ...ignored('OperationName', 'ApiKeyRequired'),
});

const IntegrationProperties = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY', 'The local cloud runs Lambda proxy integrations only'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', 'The local cloud speaks payload format 2.0 only'),
  ...ignored('Description', 'IntegrationMethod', 'TimeoutInMillis'),
});

const AuthorizerProperties = z.object({
  ApiId: z.string(),
  AuthorizerType: z.literal('REQUEST', 'The local cloud runs Lambda authorizers only'),
  AuthorizerUri: z.string(),
  AuthorizerPayloadFormatVersion: z.literal('2.0', 'The local cloud speaks payload format 2.0 only'),
  EnableSimpleResponses: z.literal(true, 'The local cloud takes simple authorizer responses only'),
  AuthorizerResultTtlInSeconds: z.coerce.number().default(300),
  IdentitySource: texts,
  ...ignored('Name'),
});

/** The app's HTTP API; undefined where it has none. */
export function readHttpApi(assembly: Assembly, mayInvoke: InvokePermission): HttpApi | undefined {
  const [resource, other] = assembly.ofType('AWS::ApiGatewayV2::Api');
  if (resource === undefined) return undefined;
  if (other !== undefined) throw new Error('The local cloud serves one HTTP API');
  const { CorsConfiguration: cors } = readProperties(assembly, resource, ApiProperties);
  const [stageResource] = assembly.ofType('AWS::ApiGatewayV2::Stage');
  if (stageResource === undefined) throw new Error(`The API ${resource.logicalId} has no stage`);
  const { StageName: stage } = readProperties(assembly, stageResource, StageProperties);
  return {
    id: resource.ref,
    routes: readRoutes(assembly, resource, mayInvoke),
    cors:
      cors === undefined
        ? undefined
        : {
            origins: cors.AllowOrigins,
            methods: cors.AllowMethods,
            headers: cors.AllowHeaders.map((name) => name.toLowerCase()),
            exposed: cors.ExposeHeaders,
            maxAgeSeconds: cors.MaxAge,
            credentials: cors.AllowCredentials,
          },
    stage,
    stagePath: stage === '$default' ? '' : `/${stage}`,
  };
}

function readRoutes(assembly: Assembly, api: ResolvedResource, mayInvoke: InvokePermission): ApiRoute[] {
  const source = `arn:aws:execute-api:${assembly.region}:${assembly.account}:${api.ref}`;
  const integrations = new Map(
    assembly
      .ofType('AWS::ApiGatewayV2::Integration')
      .map((resource) => [
        resource.ref,
        functionArnOf(readProperties(assembly, resource, IntegrationProperties).IntegrationUri),
      ]),
  );
  const authorizers = new Map(
    assembly.ofType('AWS::ApiGatewayV2::Authorizer').map((resource): [string, Authorizer] => {
      const properties = readProperties(assembly, resource, AuthorizerProperties);
      const functionArn = functionArnOf(properties.AuthorizerUri);
      expectPermission(mayInvoke, functionArn, `${source}/authorizers/${resource.ref}`, resource.logicalId);
      return [
        resource.ref,
        {
          id: resource.ref,
          functionArn,
          identitySources: properties.IdentitySource,
          resultTtlMs: properties.AuthorizerResultTtlInSeconds * 1000,
        },
      ];
    }),
  );
  return assembly.ofType('AWS::ApiGatewayV2::Route').map((resource): ApiRoute => {
    const { RouteKey, Target, AuthorizationType, AuthorizerId } = readProperties(assembly, resource, RouteProperties);
    const functionArn = integrations.get(Target.replace('integrations/', ''));
    if (functionArn === undefined) throw new Error(`The route ${RouteKey} has no integration ${Target}`);
    expectPermission(mayInvoke, functionArn, `${source}/$default/${RouteKey}`, `route ${RouteKey}`);
    const authorizer = AuthorizationType === 'NONE' ? undefined : authorizers.get(AuthorizerId ?? '');
    if (AuthorizationType === 'CUSTOM' && authorizer === undefined) {
      throw new Error(`The route ${RouteKey} has no authorizer ${AuthorizerId ?? ''}`);
    }
    return { key: RouteKey, functionArn, authorizer };
  });
}

/** In AWS such a route answers 500 to everyone; here the start says what is missing. */
function expectPermission(mayInvoke: InvokePermission, functionArn: string, source: string, what: string): void {
  if (mayInvoke(functionArn, 'apigateway.amazonaws.com', source)) return;
  throw new Error(`No AWS::Lambda::Permission lets API Gateway invoke ${functionArn} (${what})`);
}

/** A function's ARN, bare or within API Gateway's own form of it. */
const functionArnOf = (uri: string): string => /\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri;
