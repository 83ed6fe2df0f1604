import { describe, expect, test } from 'vitest';
import { gatewayRoutes, ROUTES_MAX } from '../../infra/constructs/route-table.ts';
import { DOCS_PATHS } from '../../shared/http/docs-page.ts';
import { API_PREFIX } from '../../shared/http/router.ts';
import type { Route } from '../../shared/module.ts';
import { probeModule } from './probe-modules.ts';
import { functionOf, only, property, registry, synthesise } from './synthesised.ts';

const { assembly } = synthesise();
const routes = assembly.ofType('AWS::ApiGatewayV2::Route');

/** The route that API Gateway chooses for a request to a declared route: its own, or the one of its segment. */
function chosenFor({ method, path }: Route) {
  const own = `${method} ${API_PREFIX}${path}`;
  const [, segment = '', ...rest] = path.split('/');
  const shared = `ANY ${API_PREFIX}/${segment}${rest.length > 0 ? '/{proxy+}' : ''}`;
  return (
    routes.find((found) => found.properties.RouteKey === own) ??
    only(assembly, 'AWS::ApiGatewayV2::Route', 'RouteKey', shared)
  );
}

const handlerBehind = (target: unknown) => {
  const integration = assembly
    .ofType('AWS::ApiGatewayV2::Integration')
    .find(({ ref }) => target === `integrations/${ref}`);
  const lambda = assembly
    .ofType('AWS::Lambda::Function')
    .find(({ arn }) => arn === integration?.properties.IntegrationUri);
  return property(lambda, 'Handler');
};

/** A public route that knows its caller is behind the authorizer, which lets in whom it does not know as well. */
const isOpen = (route: Route): boolean =>
  route.access === 'public' && !('knowsCaller' in route && route.knowsCaller === true);

describe('routes of the gateway', () => {
  const declared = registry.flatMap(({ name, routes: all }) => all.map((route) => ({ name, route })));

  test.each(declared)('$name answers $route.method $route.path', ({ name, route }) => {
    const chosen = chosenFor(route);
    expect(handlerBehind(chosen.properties.Target)).toBe(`${name}/api.handler`);
    expect(chosen.properties.AuthorizationType).toBe(isOpen(route) ? 'NONE' : 'CUSTOM');
  });

  test('only public routes, the reference page and the unknown path go without the authorizer', () => {
    const open = routes.filter(({ properties }) => properties.AuthorizationType !== 'CUSTOM');
    const publicRoutes = declared.filter(({ route }) => isOpen(route));
    const keys = publicRoutes.map(({ route }) => `${route.method} ${API_PREFIX}${route.path}`);
    expect(open.map(({ properties }) => properties.RouteKey).sort()).toEqual(
      ['$default', ...DOCS_PATHS.map((path) => `GET ${path}`), ...keys].sort(),
    );
  });

  test('a path that no module has reaches the function that answers 404', () => {
    const fallback = only(assembly, 'AWS::ApiGatewayV2::Route', 'RouteKey', '$default');
    expect(handlerBehind(fallback.properties.Target)).toBe('platform/unknown-path.handler');
  });

  test('stay below what an HTTP API takes, with one integration a function', () => {
    expect(routes.length).toBeLessThan(ROUTES_MAX);
    const answering = registry.filter(({ routes: all }) => all.length > 0);
    expect(assembly.ofType('AWS::ApiGatewayV2::Integration')).toHaveLength(answering.length + 2);
  });

  test('two modules under one segment are refused by name', () => {
    const twin = { ...probeModule, name: 'twin' };
    expect(() => gatewayRoutes([probeModule, twin])).toThrow('probe and twin both have routes under /v1/probe-sign-up');
  });
});

describe('the authorizer', () => {
  const [authorizer] = assembly.ofType('AWS::ApiGatewayV2::Authorizer');

  test('is asked for every request and never remembered, so that a revoked right ends at once', () => {
    expect(authorizer?.properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      AuthorizerResultTtlInSeconds: 0,
    });
    expect(authorizer?.properties).not.toHaveProperty('IdentitySource');
    expect(String(property(authorizer, 'AuthorizerUri'))).toContain(functionOf(assembly, 'platform/authorizer').arn);
    for (const route of routes.filter(({ properties }) => properties.AuthorizationType === 'CUSTOM')) {
      expect(route.properties.AuthorizerId).toBe(authorizer?.ref);
    }
  });
});

describe('the stage', () => {
  const [stage] = assembly.ofType('AWS::ApiGatewayV2::Stage');

  test('logs each access with tenant and actor, and is throttled', () => {
    expect(Object.keys(JSON.parse(String(property(stage, 'AccessLogSettings.Format'))))).toEqual(
      expect.arrayContaining(['requestId', 'routeKey', 'status', 'tenantId', 'actorId']),
    );
    expect(property(stage, 'DefaultRouteSettings.ThrottlingRateLimit')).toBeGreaterThan(0);
    expect(property(assembly.ofType('AWS::ApiGatewayV2::Api')[0], 'CorsConfiguration')).toBeUndefined();
  });
});
