/** What the gateway must know of the routes, derived from the manifests: three shapes, in order of precedence. */
import { API_PREFIX, topSegments } from '../../shared/http/router.ts';
import type { ModuleManifest } from '../../shared/module.ts';

export type GatewayRoute = {
  /** As API Gateway writes it: `POST /v1/auth/token`, `ANY /v1/sales/{proxy+}`. The most specific one wins. */
  readonly key: string;
  readonly module: string;
  readonly authorized: boolean;
};

/** An HTTP API has at most 300 routes; this many are left for the public ones. */
export const ROUTES_MAX = 300;

/**
 * Everything under a module's first path segments goes to its function, behind the authorizer; its public routes stand
 * on their own before them, without it.
 * @throws Error where two modules claim one segment, or there are more routes than an HTTP API takes
 */
export function gatewayRoutes(modules: readonly ModuleManifest[]): GatewayRoute[] {
  const owners = new Map<string, string>();
  const routes: GatewayRoute[] = [];
  for (const { name, routes: declared } of modules) {
    for (const segment of topSegments(declared)) {
      const owner = owners.get(segment);
      if (owner !== undefined) throw new Error(`${owner} and ${name} both have routes under ${API_PREFIX}/${segment}`);
      if (segment === '' || segment.startsWith('{')) throw new Error(`${name} has a route without a first segment`);
      owners.set(segment, name);
      const under = `${API_PREFIX}/${segment}`;
      routes.push({ key: `ANY ${under}`, module: name, authorized: true });
      routes.push({ key: `ANY ${under}/{proxy+}`, module: name, authorized: true });
    }
    for (const route of declared) {
      if (route.access !== 'public') continue;
      // One that knows its caller is behind the authorizer, which lets in those whom it does not know as well.
      const authorized = 'knowsCaller' in route && route.knowsCaller === true;
      routes.push({ key: `${route.method} ${API_PREFIX}${route.path}`, module: name, authorized });
    }
  }
  if (routes.length >= ROUTES_MAX) throw new Error(`${routes.length} routes; an HTTP API takes ${ROUTES_MAX}`);
  return routes;
}
